import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder that a document runs in: the git repository around it, or else its own folder. */
export function workspaceAround(file: string): string {
  const own = dirname(file);
  for (let folder = own; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (dirname(folder) === folder) return own;
  }
}
