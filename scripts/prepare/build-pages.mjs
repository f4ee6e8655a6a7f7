import path from "node:path";
import { runStep } from "./run-step.mjs";
import { stage } from "./say.mjs";
import { hashSources, isFresh, stamped } from "./stamps.mjs";

const sources = [
  ...["package.json", "package-lock.json", "prisma/schema.prisma", "tsconfig.json"],
  ...["next.config.mjs", "postcss.config.mjs", "proxy.ts", "instrumentation.ts", "app", "lib", "public"],
];

/** What Next makes of app/: .next. @param {string} root */
export async function buildPages(root) {
  const hash = hashSources(root, sources);
  if (isFresh(root, "pages", hash, ".next/BUILD_ID")) return;
  const next = path.join(root, "node_modules/next/dist/bin/next");
  const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  await stage("building the pages, about 20 seconds", () =>
    stamped(root, "pages", hash, () => runStep("next build", process.execPath, [next, "build"], { cwd: root, env })),
  );
}
