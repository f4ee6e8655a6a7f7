// The Pythons of the tests: environments of our own with the libraries whose results are shown, pinned, made once and
// used again.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { findPython } from "#lib/sandbox/find-python.ts";

const run = promisify(execFile);

const libraries = [
  "numpy==2.2.6; python_version < '3.14'",
  "numpy==2.3.4; python_version >= '3.14'",
  "pandas==2.3.3",
  "matplotlib==3.10.7",
  "polars==1.35.2",
  // What checks the executor's types.
  "mypy==2.4.1",
];

type Environment = { name: string; whose: string; requirements: readonly string[] };

/** Of the executor's tests. Its interpreter; throws one sentence that says what to install. */
export function provideTestPython(root: string): Promise<string> {
  return provide(root, { name: "test", whose: "the executor's tests", requirements: libraries });
}

/** Of the end-to-end tests, which open the documents of examples/gallery. */
export async function provideExamplesPython(root: string): Promise<string> {
  const text = await readFile(path.join(root, "examples/gallery/requirements.txt"), "utf8");
  const requirements = text.split("\n").filter((line) => /^\w/.test(line));
  return provide(root, { name: "examples", whose: "the end-to-end tests", requirements });
}

async function provide(root: string, { name, whose, requirements }: Environment): Promise<string> {
  const python = await findPython(process.env.PINLIGHT_PYTHON);
  const key = createHash("sha256")
    .update([...requirements, python.executable, ...python.version].join("\n"))
    .digest("hex");
  const folder = path.join(root, ".cache", `${name}-venv-${key.slice(0, 12)}`);
  const interpreter = path.join(folder, "bin/python");
  // The mark comes last: an environment whose making was ended has none.
  const mark = path.join(folder, "pinlight-complete");
  if (existsSync(mark)) return interpreter;
  const names = [...new Set(requirements.map((one) => one.split("==")[0]))].join(", ");
  process.stderr.write(`· making a Python environment with ${names} …\n`);
  await rm(folder, { recursive: true, force: true });
  await run(python.executable, ["-m", "venv", folder]).catch((error: Error & { stdout?: string }) => {
    throw new Error(
      `${whose} need a virtual environment, and ${python.executable} cannot make one ` +
        `(${(error.stdout || error.message).trim().split("\n")[0]}). Install it: apt-get install python3-venv`,
    );
  });
  const flags = ["--quiet", "--disable-pip-version-check", "--no-input", "--only-binary=:all:"];
  await run(interpreter, ["-m", "pip", "install", ...flags, ...requirements], { maxBuffer: 16 << 20 }).catch(
    (error: Error & { stderr?: string }) => {
      throw new Error(`the libraries of ${whose} cannot be installed: ${(error.stderr || error.message).trim()}`);
    },
  );
  await writeFile(mark, "");
  return interpreter;
}
