import path from "node:path";
import { runStep } from "./run-step.mjs";
import { stage } from "./say.mjs";
import { hashSources, isFresh, stamped } from "./stamps.mjs";

const sources = ["prisma/schema.prisma", "prisma.config.ts", "package-lock.json"];

/** The database client, from prisma/schema.prisma. @param {string} root */
export async function generateClient(root) {
  const hash = hashSources(root, sources);
  if (isFresh(root, "client", hash, "lib/generated/prisma/client.ts")) return;
  const prisma = path.join(root, "node_modules/prisma/build/index.js");
  const env = { ...process.env, CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" };
  await stage("generating the database client", () =>
    stamped(root, "client", hash, () =>
      runStep("prisma generate", process.execPath, [prisma, "generate"], { cwd: root, env }),
    ),
  );
}
