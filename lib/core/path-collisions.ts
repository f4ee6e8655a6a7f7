// Paths that could not stand beside each other on every machine (rule A5): spelled alike but for case, or a file where
// another path needs a folder.
import type { FilePath } from "#lib/protocol/ids.ts";
import { foldersOf } from "./tree-root.ts";

/** The faults of `added` paths in the `tree` that they end up in (which holds them too). */
export function collisions(added: readonly FilePath[], tree: Iterable<FilePath>): { path: FilePath; fault: string }[] {
  const files = new Map<string, FilePath[]>();
  const folders = new Map<string, FilePath>();
  for (const path of tree) {
    const folded = foldCase(path);
    files.set(folded, [...(files.get(folded) ?? []), path]);
    for (const folder of foldersOf(folded)) folders.set(folder, path);
  }
  return added.flatMap((path) => {
    const folded = foldCase(path);
    const twin = files.get(folded)?.find((other) => other !== path);
    if (twin) return [{ path, fault: `differs from ${twin} in case only` }];
    const within = folders.get(folded);
    if (within) return [{ path, fault: `is a file where ${within} needs a folder` }];
    const above = foldersOf(folded).flatMap((folder) => files.get(folder) ?? [])[0];
    return above ? [{ path, fault: `needs a folder where ${above} is a file` }] : [];
  });
}

/** Two letters whose upper cases are one (ſ and s, ς and σ) are one on the file systems that ignore case. */
function foldCase(path: string): string {
  return path.toUpperCase().toLowerCase().normalize("NFC");
}
