// The Python of the executor's tests: an environment of our own with the libraries whose results the executor shows,
// pinned, made once and used again.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
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

/** Its interpreter. Throws one sentence that says what to install. */
export async function provideTestPython(root: string): Promise<string> {
  const python = await findPython(process.env.PINLIGHT_PYTHON);
  const key = createHash("sha256")
    .update([...libraries, python.executable, ...python.version].join("\n"))
    .digest("hex");
  const folder = path.join(root, ".cache", `test-venv-${key.slice(0, 12)}`);
  const interpreter = path.join(folder, "bin/python");
  // The mark comes last: an environment whose making was ended has none.
  const mark = path.join(folder, "pinlight-complete");
  if (existsSync(mark)) return interpreter;
  const names = [...new Set(libraries.map((one) => one.split("==")[0]))].join(", ");
  process.stderr.write(`· making a Python environment with ${names} …\n`);
  await rm(folder, { recursive: true, force: true });
  await run(python.executable, ["-m", "venv", folder]).catch((error: Error & { stdout?: string }) => {
    throw new Error(
      `the executor's tests need a virtual environment, and ${python.executable} cannot make one ` +
        `(${(error.stdout || error.message).trim().split("\n")[0]}). Install it: apt-get install python3-venv`,
    );
  });
  const flags = ["--quiet", "--disable-pip-version-check", "--no-input", "--only-binary=:all:"];
  await run(interpreter, ["-m", "pip", "install", ...flags, ...libraries], { maxBuffer: 16 << 20 }).catch(
    (error: Error & { stderr?: string }) => {
      throw new Error(
        `the libraries of the executor's tests cannot be installed: ${(error.stderr || error.message).trim()}`,
      );
    },
  );
  await writeFile(mark, "");
  return interpreter;
}
