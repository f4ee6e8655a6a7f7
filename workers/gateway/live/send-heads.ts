// Every few seconds each viewer hears how far the workspace and its documents are: whoever is behind loads (L3). With it,
// the statuses of what moved lately: they have no number by which a lost one would be missed. One query for all rooms of
// this gateway, whatever the number of sockets; and a few sockets at a time, so that no result waits behind all of them.
import { setTimeout as pause } from "node:timers/promises";
import type { DocumentStatus } from "#lib/protocol/live.ts";
import { rooms } from "#lib/protocol/live.ts";
import { readHeads } from "#lib/services/document/read-heads.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";
import type { LiveServer, LiveSocket } from "./live-socket.ts";
import type { SharedReads } from "./shared-reads.ts";

const AT_ONCE = 50;
const BETWEEN_MS = 25;
const WORKSPACE = rooms.workspace("");
const DOCUMENT = rooms.document("");

type Heads = Awaited<ReturnType<typeof readHeads>>;
type Statuses = Record<string, DocumentStatus>;
/** By room. */
type Told = {
  revisions: Map<string, number>;
  statuses: Map<string, Statuses>;
  documents: Map<string, Heads["documents"][number]>;
};

export async function sendHeads(
  ctx: ServiceContext,
  { io, shared, recentMs, signal }: { io: LiveServer; shared: SharedReads; recentMs: number; signal: AbortSignal },
): Promise<void> {
  const names = [...io.sockets.adapter.rooms.keys()];
  const idsOf = (prefix: string) =>
    names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  const documentIds = idsOf(DOCUMENT);
  const workspaceIds = idsOf(WORKSPACE);
  if (workspaceIds.length === 0) return;
  // Not waited for: while Redis is away it does not answer, and that is when heads are needed most.
  void ctx.nudges.markWatched(documentIds).catch(() => undefined);
  const heads = await readHeads(ctx, { documentIds, workspaceIds, recentMs });
  // Whoever is behind asks now, and must not be given what was read before.
  for (const { id } of heads.workspaces) shared.changed(rooms.workspace(id));
  for (const { id } of heads.documents) shared.changed(rooms.document(id));
  const told = byRoom(heads);
  const sockets = [...io.sockets.sockets.values()];
  for (let done = 0; done < sockets.length && !signal?.aborted; done += AT_ONCE) {
    if (done > 0) await pause(BETWEEN_MS, undefined, { signal }).catch(() => undefined);
    tell(io, sockets.slice(done, done + AT_ONCE), told);
  }
}

function byRoom({ workspaces, documents, statuses }: Heads): Told {
  const told: Told = {
    revisions: new Map(workspaces.map(({ id, revision }) => [rooms.workspace(id), revision])),
    statuses: new Map(),
    documents: new Map(documents.map((document) => [rooms.document(document.id), document])),
  };
  for (const { workspaceId, path, status } of statuses) {
    const room = rooms.workspace(workspaceId);
    told.statuses.set(room, { ...told.statuses.get(room), [path]: status });
  }
  return told;
}

/** Who is in the same rooms is told by one message, which is encoded once. */
function tell(io: LiveServer, sockets: LiveSocket[], told: Told): void {
  const alike = new Map<string, LiveSocket[]>();
  for (const socket of sockets) {
    const key = [...socket.rooms].filter((room) => room.startsWith(WORKSPACE) || room.startsWith(DOCUMENT)).join(" ");
    const group = alike.get(key);
    if (group) group.push(socket);
    else alike.set(key, [socket]);
  }
  for (const [key, group] of alike) {
    const joined = key.split(" ");
    const workspace = joined.find((room) => told.revisions.has(room));
    if (workspace === undefined) continue;
    const documents = joined.flatMap((room) => told.documents.get(room) ?? []);
    const seqs = Object.fromEntries(documents.map(({ path, seq }) => [path, seq]));
    const to = io.local.to(group.map(({ id }) => id));
    to.emit("head", { revision: told.revisions.get(workspace) as number, documents: seqs });
    const status = told.statuses.get(workspace);
    if (status) to.emit("tree-changed", { revision: 0, added: [], removed: [], renamed: [], status });
  }
}
