import { existsSync, readlinkSync, realpathSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { PythonInstall } from "./find-python.ts";

/** Folders of a prefix that an interpreter reads, where the prefix as a whole holds more than Python. */
const ownParts = ["bin", "lib", "lib64", "include", "pyvenv.cfg"];

/**
 * Host paths that a sandbox needs so that this interpreter runs in it under its own name, shortest first, none within
 * another: prefixes (also a virtual environment's and its base's), site folders, and each link on the way to the binary.
 */
export function bindPython(python: PythonInstall, home: string = os.homedir()): string[] {
  const prefixes = python.folders.flatMap((folder) => parts(folder, home));
  const user = python.userBase ? [python.userSite] : [];
  const named = [...prefixes, ...user, ...linksOf(python.executable)].filter((one) => existsSync(one));
  // Under both names: a link inside may spell either.
  const both = [...new Set(named.flatMap((one) => [one, realpathSync(one)]))];
  return outermost(both.filter((one) => !isWithin(one, "/usr")));
}

/** A prefix that is a home, or holds one, is bound only in part: the rest are its owner's own files. */
function parts(folder: string, home: string): string[] {
  return isWithin(home, folder) ? ownParts.map((part) => path.join(folder, part)) : [folder];
}

/** The file and everything it points to, one link after another. */
function linksOf(file: string): string[] {
  const seen = [file];
  for (let here = file; seen.length < 40; seen.push(here)) {
    try {
      here = path.resolve(path.dirname(here), readlinkSync(here));
    } catch {
      break;
    }
  }
  return seen;
}

function outermost(paths: string[]): string[] {
  const sorted = [...paths].sort((a, b) => a.length - b.length);
  return sorted.filter((one, i) => !sorted.slice(0, i).some((outer) => isWithin(one, outer)));
}

function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith("/") ? outer : `${outer}/`);
}
