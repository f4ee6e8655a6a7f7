import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { bindPython } from "./bind-python.ts";
import type { PythonInstall } from "./find-python.ts";

function makeFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "pin-python-")));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function makePrefix(prefix: string): void {
  mkdirSync(path.join(prefix, "bin"), { recursive: true });
  mkdirSync(path.join(prefix, "lib/python3.12"), { recursive: true });
}

function install(executable: string, ...folders: string[]): PythonInstall {
  return { executable, folders, version: [3, 12, 0], userBase: null, userSite: "/nowhere" };
}

test("a Python below /usr needs nothing more than /usr", () => {
  expect(bindPython(install("/usr/bin/env", "/usr", "/usr/lib"))).toEqual([]);
});

test("a virtual environment comes with its base, under the linked name and the real one", () => {
  const top = makeFolder();
  makePrefix(path.join(top, "3.12.1"));
  symlinkSync("3.12.1", path.join(top, "3.12"));
  writeFileSync(path.join(top, "3.12.1/bin/python3"), "");
  makePrefix(path.join(top, "venv"));
  symlinkSync(path.join(top, "3.12/bin/python3"), path.join(top, "venv/bin/python"));

  const bound = bindPython(install(path.join(top, "venv/bin/python"), path.join(top, "venv"), path.join(top, "3.12")));

  expect(bound.map((one) => path.relative(top, one)).sort()).toEqual(["3.12", "3.12.1", "venv"]);
});

test("a prefix that is the user's home is bound only where Python lies in it", () => {
  const home = makeFolder();
  makePrefix(home);
  writeFileSync(path.join(home, "diary.txt"), "mine");

  const bound = bindPython(install(path.join(home, "bin/python3"), home, path.join(home, "lib/python3.12")), home);

  expect(bound.map((one) => path.relative(home, one)).sort()).toEqual(["bin", "lib"]);
});
