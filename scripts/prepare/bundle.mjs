// The programs that Node runs, from TypeScript: dist/NAME.mjs. Packages stay outside, in node_modules.
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { hashSources, isFresh, stamped } from "./stamps.mjs";
import { stage } from "./say.mjs";

const programs = {
  cli: "scripts/cli.ts",
  migrate: "scripts/migrate.ts",
  web: "scripts/web.ts",
  gateway: "workers/gateway/main.ts",
  runner: "workers/runner/main.ts",
  sweeper: "workers/sweeper/main.ts",
};
const sources = ["package.json", "package-lock.json", "prisma/schema.prisma", "lib", "agent", "workers", "scripts"];

/** @param {string} root */
export async function bundle(root) {
  const hash = hashSources(root, sources);
  if (isFresh(root, "bundle", hash, "dist/cli.mjs")) return;
  await stage("building the programs", () => stamped(root, "bundle", hash, () => build(root)));
}

/** @param {string} root */
async function build(root) {
  const { build: esbuild } = await import("esbuild");
  const outdir = path.join(root, "dist");
  rmSync(path.join(outdir, "chunks"), { recursive: true, force: true });
  const entryPoints = Object.fromEntries(
    Object.entries(programs)
      .map(([name, file]) => [name, path.join(root, file)])
      .filter(([, file]) => existsSync(file)),
  );
  await esbuild({
    entryPoints,
    ...{ outdir, outExtension: { ".js": ".mjs" }, chunkNames: "chunks/[name]-[hash]" },
    ...{ bundle: true, platform: "node", target: "node20.19", format: "esm", packages: "external", sourcemap: true },
    // A command loads what it needs, not what the others need.
    splitting: true,
    ...{ absWorkingDir: root, logLevel: "silent" },
  });
}
