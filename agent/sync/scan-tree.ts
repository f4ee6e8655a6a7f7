// Walks a folder of the watched tree. A folder is watched before it is listed, so that nothing falls in between; ignored
// folders are never entered, links to folders never followed.
import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as otherWork } from "node:timers/promises";
import { type IgnoreRules, ignoreFileNames } from "./ignore-rules.ts";

export type TreeVisitor = {
  rules: IgnoreRules;
  /** Before the folder is listed. Paths are relative, as they are on the disk; "" is the root. */
  onFolder(disk: string): void;
  onFile(disk: string): Promise<void>;
  /** An ignore file and whether it is there, before anything beside it is judged. */
  onIgnoreFile(disk: string, isThere: boolean): void;
  /** What is below such a folder is neither here nor gone. */
  onUnreadable(disk: string, code: string): void;
  onSkipped(disk: string, because: string): void;
};

const FILES_BETWEEN_BREATHS = 64;

export async function scanTree(root: string, from: string, visitor: TreeVisitor): Promise<void> {
  let files = 0;
  const folders = [from];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = enter(root, folder, visitor);
    const below: string[] = [];
    for (const entry of entries) {
      const disk = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (visitor.rules.because(disk.normalize("NFC"), entry.isDirectory())) continue;
      if (entry.name.includes("\uFFFD")) visitor.onSkipped(disk, "has a name that is not UTF-8");
      else if (entry.isDirectory()) below.push(disk);
      else await visitor.onFile(disk);
      files += 1;
      if (files % FILES_BETWEEN_BREATHS === 0) await otherWork();
    }
    folders.push(...below.reverse());
  }
}

/** What a folder holds, in order of names; nothing for a virtual environment. */
function enter(root: string, folder: string, visitor: TreeVisitor): Dirent[] {
  visitor.onFolder(folder);
  let entries: Dirent[];
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") visitor.onUnreadable(folder, code);
    return [];
  }
  const names = new Set(entries.map((entry) => entry.name));
  const isEnvironment = names.has("pyvenv.cfg") || names.has("conda-meta");
  // A folder that somebody asked to sync is synced, whatever lies in it.
  if (folder !== "") visitor.rules.setEnvironment(folder.normalize("NFC"), isEnvironment);
  if (isEnvironment && folder !== "") return [];
  for (const name of ignoreFileNames) visitor.onIgnoreFile(folder === "" ? name : `${folder}/${name}`, names.has(name));
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
