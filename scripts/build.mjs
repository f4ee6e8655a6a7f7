// `npm run build`: the processes as bundles that import their packages, and Next's pages.
import { spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
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
  await buildChartLibrary();
  const next = path.join(root, "node_modules/next/dist/bin/next");
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };
  const { status } = spawnSync(process.execPath, [next, "build"], { cwd: root, env, stdio: "inherit" });
  process.exit(status ?? 1);
}

/** What draws charts in a frame: text to the pages, which hand it on and never run it (app/frame/chart). */
async function buildChartLibrary() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["app/frame/chart/draw-chart.ts"],
    bundle: true,
    minify: true,
    platform: "browser",
    target: "es2022",
    format: "iife",
    write: false,
    logLevel: "warning",
  });
  const folder = path.join(root, "dist/frame");
  await mkdir(folder, { recursive: true });
  // Inside a script element these would mean something; esbuild has already escaped what would end one.
  await writeFile(path.join(folder, "chart.txt"), outputFiles[0].text.replaceAll("<!--", "\\x3c!--"));
}
