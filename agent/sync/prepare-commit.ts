// Planned changes become a commit: small contents travel inside, the others are uploaded first if the server lacks them. A
// file that is no longer what was planned is left out and named, to be looked at again.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Change } from "#lib/protocol/agent.ts";
import type { Sha256 } from "#lib/protocol/ids.ts";
import { limits } from "#lib/protocol/limits.ts";
import type { LocalTree } from "./local-tree.ts";
import type { PlannedChange, PlannedPut } from "./plan-commit.ts";
import { type LocalFile, sha256Of } from "./read-local-file.ts";
import { type SyncClient, SyncFailure } from "./sync-client.ts";

export type PreparedCommit = {
  changes: Change[];
  planned: PlannedChange[];
  /** Names on the disk whose files changed meanwhile. */
  stale: string[];
};

export type PrepareOptions = {
  client: Pick<SyncClient, "missing" | "upload">;
  tree: Pick<LocalTree, "index" | "freshContent" | "limits">;
  /** The watched folder. */
  folder: string;
};

const UPLOADS_AT_ONCE = 2;

export async function prepareCommit(options: PrepareOptions, planned: PlannedChange[]): Promise<PreparedCommit> {
  const inline = new Map<Sha256, string>();
  const uploads = new Map<Sha256, LocalFile>();
  const gone = new Set<Sha256>();
  let room = options.tree.limits.inlineCommitBytes;
  for (const change of planned) {
    if (change.op === "delete" || inline.has(change.state.sha256) || uploads.has(change.state.sha256)) continue;
    const { sha256 } = change.state;
    const file = options.tree.index.files.get(change.path);
    if (!file || file.sha256 !== sha256) gone.add(sha256);
    else if (file.size > Math.min(room, options.tree.limits.inlineFileBytes)) uploads.set(sha256, file);
    else {
      const bytes = options.tree.freshContent(sha256) ?? readUnchanged(join(options.folder, file.disk), sha256);
      if (bytes) inline.set(sha256, bytes.toString("base64"));
      else gone.add(sha256);
      room -= file.size;
    }
  }
  for (const sha256 of await uploadMissing(options, uploads)) gone.add(sha256);
  const isStale = (change: PlannedChange) => change.op === "put" && gone.has(change.state.sha256);
  const kept = planned.filter((change) => !isStale(change));
  const stale = planned.filter(isStale).map(({ path }) => options.tree.index.files.get(path)?.disk ?? path);
  return { changes: kept.map((change) => asChange(change, inline)), planned: kept, stale };
}

/** The hashes whose files are no longer what they were. */
async function uploadMissing(options: PrepareOptions, uploads: Map<Sha256, LocalFile>): Promise<Sha256[]> {
  const hashes = [...uploads.keys()];
  const missing: Sha256[] = [];
  while (hashes.length > 0) missing.push(...(await options.client.missing(hashes.splice(0, limits.hashesPerRequest))));
  const gone: Sha256[] = [];
  const next = async (): Promise<void> => {
    for (let sha256 = missing.shift(); sha256 !== undefined; sha256 = missing.shift()) {
      const file = uploads.get(sha256);
      if (file && !(await upload(options, sha256, file))) gone.push(sha256);
    }
  };
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, next));
  return gone;
}

async function upload({ client, folder }: PrepareOptions, sha256: Sha256, file: LocalFile): Promise<boolean> {
  try {
    await client.upload(sha256, join(folder, file.disk), file.size);
    return true;
  } catch (error) {
    // The server hashes what arrives: the file was written to while it was sent.
    const changed = error instanceof SyncFailure && (error.kind === "file-changed" || error.code === "unprocessable");
    if (changed) return false;
    throw error;
  }
}

function readUnchanged(absolute: string, sha256: Sha256): Buffer | null {
  try {
    const bytes = readFileSync(absolute);
    return sha256Of(bytes) === sha256 ? bytes : null;
  } catch {
    return null;
  }
}

function asChange(change: PlannedChange, inline: Map<Sha256, string>): Change {
  if (change.op === "delete") return { op: "delete", path: change.path, base: change.base };
  const content = inline.get(change.state.sha256);
  inline.delete(change.state.sha256);
  return { ...asPut(change), ...(content === undefined ? {} : { content }) };
}

function asPut({ path, state, base, from }: PlannedPut): Change & { op: "put" } {
  const mode = state.mode === 0o100755 ? 0o100755 : 0o100644;
  return { op: "put", path, sha256: state.sha256, base, mode, ...(from === undefined ? {} : { from }) };
}
