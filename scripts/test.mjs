// `npm test [-- --quick | --only python|unit|fuzz|gallery|chaos|e2e] [-- words for the tools]`. On Node's own modules until the
// dependencies are there.
import path from "node:path";
import { parseArgs } from "node:util";
import { PrepareError, prepare } from "./prepare.mjs";

const root = path.resolve(import.meta.dirname, "..");
const all = ["python", "unit", "fuzz", "gallery", "chaos", "e2e"];

function readWords() {
  const words = process.argv.slice(2);
  const end = words.includes("--") ? words.indexOf("--") : words.length;
  const { values, positionals } = parseArgs({
    args: words.slice(0, end),
    options: { quick: { type: "boolean", default: false }, only: { type: "string", multiple: true, default: [] } },
    allowPositionals: true,
  });
  for (const name of values.only) {
    if (!all.includes(name)) throw new Error(`--only takes ${all.join(", ")}, not ${name}`);
  }
  // Words without a suite are vitest's: `npm test lib/core`.
  const more = [...positionals, ...words.slice(end + 1)];
  const wanted = values.only.length > 0 ? values.only : more.length > 0 || values.quick ? ["unit"] : all;
  return { suites: all.filter((name) => wanted.includes(name)), quick: values.quick, more };
}

let request;
try {
  request = readWords();
} catch (error) {
  process.stderr.write(`npm test: ${error.message}\n`);
  process.exit(2);
}

try {
  await prepare({ root, pages: request.suites.includes("e2e") });
  const { register } = await import("tsx/esm/api");
  register();
  const { runTests } = await import("./testing/run-tests.ts");
  process.exitCode = await runTests({ root, ...request });
} catch (error) {
  if (error instanceof PrepareError) process.stderr.write(`${error.message}\n`);
  else process.stderr.write(`${error.stack}\n`);
  process.stdout.write("0 passed, 1 failed\n");
  process.exitCode = 1;
}
// A tool's leftover handle must not keep a finished run alive.
process.exit();
