import { existsSync } from "node:fs";
import path from "node:path";

/** The folder of this checkout, from the sources as well as from the bundles in dist/. */
export function findProject(from = import.meta.dirname): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, "bin/pinlight")) && existsSync(path.join(folder, "package.json"))) return folder;
    if (path.dirname(folder) === folder) throw new Error(`${from} is not in a checkout of Pinlight`);
  }
}
