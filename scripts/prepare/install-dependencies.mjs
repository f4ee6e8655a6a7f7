// node_modules as the lock file says, dev included: `npm ci` when they differ.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { runStep } from "./run-step.mjs";
import { stage } from "./say.mjs";

/** @param {string} root */
export async function installDependencies(root) {
  if (isInstalled(root)) return;
  const [program, ...args] = findNpm();
  const words = ["ci", "--include=dev", "--loglevel=error", "--no-audit", "--no-fund", "--no-progress"];
  await stage("installing dependencies (npm ci), about a minute the first time", () =>
    runStep("npm ci", program, [...args, ...words], { cwd: root, env: withoutNpmSettings() }),
  );
}

/**
 * npm writes what it has installed into node_modules/.package-lock.json, last of all: an installation that was ended
 * half-way has none.
 * @param {string} root
 */
export function isInstalled(root) {
  const wanted = readPackages(path.join(root, "package-lock.json"));
  const present = readPackages(path.join(root, "node_modules/.package-lock.json"));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([place, { version, integrity, optional, devOptional, peer }]) => {
    if (place === "" || (!(place in present) && (optional || devOptional || peer))) return true;
    const found = present[place];
    return found?.version === version && (!integrity || !found.integrity || found.integrity === integrity);
  });
}

/** @param {string} file */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return null;
  }
}

/** The npm that runs us, else the one that came with this Node, else the one on PATH. */
function findNpm() {
  const beside = path.resolve(process.execPath, "../../lib/node_modules/npm/bin/npm-cli.js");
  for (const file of [process.env.npm_execpath, beside]) {
    if (file?.endsWith("npm-cli.js") && existsSync(file)) return [process.execPath, file];
  }
  return ["npm"];
}

/** Under `npm start`, npm hands its settings on as variables; `omit` and the log level must not be among them. */
function withoutNpmSettings() {
  const { NODE_ENV, npm_config_omit, npm_config_production, npm_config_loglevel, ...rest } = process.env;
  return rest;
}
