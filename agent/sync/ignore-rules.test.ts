import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { foldersOf } from "#lib/core/tree-root.ts";
import { IgnoreRules } from "./ignore-rules.ts";

const paths = [
  "a.py",
  "b.csv",
  "build/a.py",
  "build/deep/b.csv",
  "src/a.py",
  "src/build/a.py",
  "src/build/keep.py",
  "src/[x]/a.py",
];
const patterns = fc.constantFrom(
  ...["*.csv", "!b.csv", "build", "build/", "/build/", "/a.py", "a.py", "!a.py", "src/*", "!src/build", "deep/b.csv"],
  ...[
    "**/deep",
    "build/**",
    "!keep.py",
    "build/*",
    "!build/keep.py",
    "# a.py",
    "",
    "\\#x",
    "src/build/",
    "[ab].*",
    "a.py  ",
  ],
);
const files = fc.dictionary(
  fc.constantFrom("", "src", "build", "src/build", "src/[x]"),
  fc.array(patterns, { maxLength: 4 }),
);

/** Every path as git itself judges it. */
function gitIgnores(ignoreFiles: Record<string, string>): Set<string> {
  const top = mkdtempSync(join(tmpdir(), "pinlight-ignore-"));
  try {
    execFileSync("git", ["init", "-q"], { cwd: top });
    for (const path of paths) {
      mkdirSync(join(top, dirname(path)), { recursive: true });
      writeFileSync(join(top, path), "");
    }
    for (const [path, text] of Object.entries(ignoreFiles)) writeFileSync(join(top, path), text);
    const args = ["-c", "core.quotePath=false", "ls-files", "--others", "--exclude-standard"];
    const kept = new Set(execFileSync("git", args, { cwd: top, encoding: "utf8" }).split("\n"));
    return new Set(paths.filter((path) => !kept.has(path)));
  } finally {
    rmSync(top, { recursive: true });
  }
}

test("nested ignore files mean what git takes them to mean", () => {
  fc.assert(
    fc.property(files, (lines) => {
      const texts = Object.fromEntries(
        Object.entries(lines).map(([folder, list]) => [
          folder === "" ? ".gitignore" : `${folder}/.gitignore`,
          list.join("\n"),
        ]),
      );
      const rules = new IgnoreRules();
      for (const [path, text] of Object.entries(texts)) rules.setFile(path, text);
      const isOut = (path: string) =>
        foldersOf(path).some((folder) => folder !== "" && rules.because(folder, true)) ||
        rules.because(path, false) !== null;
      expect(new Set(paths.filter(isOut))).toEqual(gitIgnores(texts));
    }),
    { numRuns: 60 },
  );
});

test("in one folder .pinlightignore has the last word", () => {
  const rules = new IgnoreRules();
  rules.setFile(".gitignore", "*.csv\n");
  rules.setFile(".pinlightignore", "!small.csv\nnotes/\n");
  expect(rules.because("big.csv", false)).not.toBeNull();
  expect(rules.because("small.csv", false)).toBeNull();
  expect(rules.because("notes", true)).not.toBeNull();
  expect(rules.because("notes", false)).toBeNull();
});

test("rules from outside reach in, unless they ignore the synced folder itself", () => {
  const outer = { prefix: "out/", files: [{ folder: "", text: "/out/data\n*.log" }] };
  const rules = new IgnoreRules(outer);
  expect(rules.because("data", true)).not.toBeNull();
  expect(rules.because("x.log", false)).not.toBeNull();
  const meant = new IgnoreRules({ prefix: "out/", files: [{ folder: "", text: "out/\n*.log" }] });
  expect(meant.because("a.py", false)).toBeNull();
});

test("no rule lets out what never leaves", () => {
  const rules = new IgnoreRules();
  rules.setFile(".gitignore", "!.env\n!.git\n!id_rsa\n");
  for (const path of [".env", ".git/config", "deep/id_rsa", ".ENV.local"])
    expect(rules.because(path, false)).not.toBeNull();
});
