import type { FilePath } from "#lib/protocol/ids.ts";

/** Whether a path is one that people view and that runs: `*.py`, the default of every workspace. */
export function isDocument(path: FilePath | string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name.endsWith(".py") && name !== ".py";
}
