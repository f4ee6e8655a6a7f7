// The server's newest tree, learned by asking only for folders whose fingerprint differs from the local one: two trees that
// differ in one file compare a handful of folders.
import { createHash } from "node:crypto";
import { folderRoots, foldersOf } from "#lib/core/tree-root.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { FileState } from "./read-local-file.ts";
import { type SyncClient, SyncFailure } from "./sync-client.ts";

export type Head = { root: string; files: Map<FilePath, FileState> };

const FOLDERS_AT_ONCE = 1000;
const ATTEMPTS = 5;

/** `headRoot`: what the server said its root is; if it is the local one, nothing is asked. */
export async function readHead(
  client: Pick<SyncClient, "manifest">,
  headRoot: string,
  local: ReadonlyMap<FilePath, FileState>,
): Promise<Head> {
  const roots = folderRoots(
    [...local].map(([path, { sha256 }]) => ({ path, sha256 })),
    (text) => createHash("sha256").update(text).digest(),
  );
  if (roots.get("") === headRoot) return { root: headRoot, files: new Map(local) };
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const head = await walk(client, roots, local);
    if (head) return head;
  }
  throw new SyncFailure("busy", "unavailable", "others change the workspace faster than it can be compared");
}

/** Null: the head moved between two answers. */
async function walk(
  client: Pick<SyncClient, "manifest">,
  roots: ReadonlyMap<string, string>,
  local: ReadonlyMap<FilePath, FileState>,
): Promise<Head | null> {
  const files: Head["files"] = new Map();
  const equal = new Set<string>();
  let root: string | null = null;
  const asked = [""];
  while (asked.length > 0) {
    const answer = await client.manifest(asked.splice(0, FOLDERS_AT_ONCE));
    root ??= answer.root;
    if (answer.root !== root) return null;
    for (const [folder, listing] of Object.entries(answer.folders)) {
      const prefix = folder === "" ? "" : `${folder}/`;
      for (const [name, state] of Object.entries(listing?.files ?? {}))
        files.set(`${prefix}${name}` as FilePath, state);
      for (const [name, folderRoot] of Object.entries(listing?.folders ?? {})) {
        if (roots.get(prefix + name) === folderRoot) equal.add(prefix + name);
        else asked.push(prefix + name);
      }
    }
  }
  for (const [path, { sha256, mode }] of local) {
    if (foldersOf(path).some((folder) => equal.has(folder))) files.set(path, { sha256, mode });
  }
  return { root: root ?? "", files };
}
