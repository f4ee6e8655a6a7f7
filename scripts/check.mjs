// `npm run check`: what can be said of the code without running it. All of it is run, then what failed is shown.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { PrepareError, prepare } from "./prepare.mjs";

const root = path.resolve(import.meta.dirname, "..");
const temporary = mkdtempSync(path.join(os.tmpdir(), "pinlight-check-"));
const tool = (...words) => [process.execPath, path.join(root, "node_modules", words[0]), ...words.slice(1)];

const checks = [
  // The types of Next's routes are made from the folder app/; the compiler needs them.
  { name: "types", steps: [tool("next/dist/bin/next", "typegen"), tool("typescript/bin/tsc", "--noEmit")] },
  { name: "lint", steps: [tool("@biomejs/biome/bin/biome", "check", "--error-on-warnings", ".")] },
  { name: "rooms", steps: [tool("vitest/vitest.mjs", "run", "scripts/rooms.test.ts")] },
  { name: "dead code", steps: [tool("knip/bin/knip.js", "--no-progress")] },
  {
    name: "python",
    steps: [["python3", "-m", "compileall", "-q", "-x", "tests/hostile", "executor", "examples", "scripts"]],
  },
];

const env = {
  ...process.env,
  NEXT_TELEMETRY_DISABLED: "1",
  // Compiled files are no part of the checkout.
  PYTHONPYCACHEPREFIX: temporary,
};

/** Settles with what it said when it failed, else null. */
function run([program, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
    child.once("error", (error) => resolve(`${program}: ${error.message}`));
    child.once("close", (code) => resolve(code === 0 ? null : said || `code ${code}`));
  });
}

async function check({ name, steps }) {
  const began = performance.now();
  for (const step of steps) {
    const fault = await run(step);
    if (fault === null) continue;
    process.stdout.write(`FAIL  ${name}\n${fault.trimEnd()}\n`);
    return false;
  }
  process.stdout.write(`ok    ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)\n`);
  return true;
}

try {
  await prepare({ root, pages: false });
  const results = [];
  for (const one of checks) results.push(await check(one));
  process.exitCode = results.every(Boolean) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof PrepareError ? error.message : error.stack}\n`);
  process.exitCode = 1;
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
