// What git keeps around a folder: where its lock appears, and which ignore files above the folder reach into it.
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { OuterRules } from "./ignore-rules.ts";

export type GitAround = {
  /** Where `index.lock` appears. */
  gitFolder: string;
  outer: OuterRules;
};

/** The repository that holds `root`, or null. */
export function findGit(root: string): GitAround | null {
  for (let top = root; ; top = dirname(top)) {
    const gitFolder = gitFolderOf(top);
    if (gitFolder) return { gitFolder, outer: outerRules(root, top, gitFolder) };
    if (dirname(top) === top) return null;
  }
}

/** A repository's `.git`; in a worktree and in a submodule it is a file that names the folder. */
function gitFolderOf(top: string): string | null {
  const git = join(top, ".git");
  const found = statSync(git, { throwIfNoEntry: false });
  if (!found) return null;
  if (found.isDirectory()) return existsSync(join(git, "HEAD")) ? git : null;
  const named = /^gitdir: (.+)$/m.exec(readText(git) ?? "")?.[1];
  if (!named) return null;
  return isAbsolute(named) ? named : resolve(top, named);
}

function outerRules(root: string, top: string, gitFolder: string): OuterRules {
  const files: OuterRules["files"] = [];
  const add = (folder: string, file: string) => {
    const text = readText(file);
    if (text !== null) files.push({ folder, text });
  };
  // A worktree's own folder lies in the repository's `worktrees`; `info` is shared.
  const shared = basename(dirname(gitFolder)) === "worktrees" ? dirname(dirname(gitFolder)) : gitFolder;
  add("", join(shared, "info", "exclude"));
  const inside = relative(top, root);
  const parts = inside === "" ? [] : inside.split(sep).map((part) => part.normalize("NFC"));
  let disk = top;
  parts.forEach((part, index) => {
    add(
      parts
        .slice(0, index)
        .map((name) => `${name}/`)
        .join(""),
      join(disk, ".gitignore"),
    );
    disk = join(disk, part);
  });
  return { prefix: parts.map((part) => `${part}/`).join(""), files };
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
