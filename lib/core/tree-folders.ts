import type { TreeEntry } from "#lib/protocol/live.ts";

/** A folder as it is drawn: folders first, then files, each by name. `path` is "" for the root. */
export type TreeFolder = { name: string; path: string; folders: TreeFolder[]; files: TreeEntry[] };

// One fixed language: the server's first paint and every browser must sort alike.
const byName = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Sorts a tree's entries into nested folders. */
export function treeFolders(entries: Iterable<TreeEntry>): TreeFolder {
  const root: TreeFolder = { name: "", path: "", folders: [], files: [] };
  const folders = new Map([["", root]]);
  for (const entry of entries) folderAt(folders, parentOf(entry.path)).files.push(entry);
  for (const folder of folders.values()) {
    folder.folders.sort((a, b) => compare(a.path, b.path));
    folder.files.sort((a, b) => compare(a.path, b.path));
  }
  return root;
}

function folderAt(folders: Map<string, TreeFolder>, path: string): TreeFolder {
  const known = folders.get(path);
  if (known) return known;
  const folder: TreeFolder = { name: path.slice(path.lastIndexOf("/") + 1), path, folders: [], files: [] };
  folders.set(path, folder);
  folderAt(folders, parentOf(path)).folders.push(folder);
  return folder;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function compare(a: string, b: string): number {
  return byName.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
