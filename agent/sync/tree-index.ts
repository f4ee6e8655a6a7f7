// The files of a folder with what is asked of them all the time kept up to date: the root hash, the size, which folders
// hold files.
import { createHash } from "node:crypto";
import { addToRoot, EMPTY_ROOT, foldersOf, removeFromRoot, rootText } from "#lib/core/tree-root.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { FileState, LocalFile } from "./read-local-file.ts";

export class TreeIndex {
  readonly files = new Map<FilePath, LocalFile>();
  root = EMPTY_ROOT;
  totalBytes = 0;
  private readonly folders = new Map<string, number>();

  /** Returns whether the file differs from the one that stood there. */
  set(path: FilePath, file: LocalFile): boolean {
    const known = this.files.get(path);
    if (known) this.root = removeFromRoot(this.root, fileDigest(path, known));
    else for (const folder of foldersOf(path)) this.folders.set(folder, (this.folders.get(folder) ?? 0) + 1);
    this.root = addToRoot(this.root, fileDigest(path, file));
    this.totalBytes += file.size - (known?.size ?? 0);
    this.files.set(path, file);
    return known?.sha256 !== file.sha256 || known.mode !== file.mode;
  }

  remove(path: FilePath): void {
    const known = this.files.get(path);
    if (!known) return;
    this.files.delete(path);
    this.root = removeFromRoot(this.root, fileDigest(path, known));
    this.totalBytes -= known.size;
    for (const folder of foldersOf(path)) {
      const count = (this.folders.get(folder) ?? 1) - 1;
      if (count === 0) this.folders.delete(folder);
      else this.folders.set(folder, count);
    }
  }

  /** A file, or a folder that holds some. */
  knows(path: string): boolean {
    return this.files.has(path as FilePath) || this.folders.has(path);
  }

  /** The file at this path and those below it; "" is the whole tree. */
  within(path: string): FilePath[] {
    if (path === "") return [...this.files.keys()];
    const below = this.folders.has(path) ? [...this.files.keys()].filter((file) => file.startsWith(`${path}/`)) : [];
    return this.files.has(path as FilePath) ? [path as FilePath, ...below] : below;
  }
}

/** What a file adds to a root hash. */
export function fileDigest(path: string, file: FileState): Uint8Array {
  return createHash("sha256").update(rootText(path, file.sha256)).digest();
}
