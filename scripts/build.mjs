// `npm run build`: the processes as bundles that import their packages, and Next's pages.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { build } from "esbuild";

const root = path.resolve(import.meta.dirname, "..");
const only = process.argv[2];

if (only !== "--pages") {
  await build({
    absWorkingDir: root,
    entryPoints: {
      cli: "scripts/cli.ts",
      gateway: "workers/gateway/main.ts",
      runner: "workers/runner/main.ts",
      sweeper: "workers/sweeper/main.ts",
      web: "workers/web/main.ts",
    },
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    sourcemap: true,
    logLevel: "warning",
  });
}
if (only !== "--bundles") {
  const next = path.join(root, "node_modules/next/dist/bin/next");
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };
  const { status } = spawnSync(process.execPath, [next, "build"], { cwd: root, env, stdio: "inherit" });
  process.exit(status ?? 1);
}
