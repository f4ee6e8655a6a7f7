// Every few seconds each room hears how far its document is: whoever is behind loads (L3). The workspace hears the
// statuses of what moved lately: they have no number by which a lost one would be missed. One query for all rooms of this
// gateway, whatever the number of sockets.
import type { FilePath } from "#lib/protocol/ids.ts";
import { rooms } from "#lib/protocol/live.ts";
import { readHeads } from "#lib/services/document/read-heads.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";
import type { LiveServer } from "./live-socket.ts";
import type { SharedReads } from "./shared-reads.ts";

export async function sendHeads(
  ctx: ServiceContext,
  { io, shared, recentMs }: { io: LiveServer; shared: SharedReads; recentMs: number },
): Promise<void> {
  const names = [...io.sockets.adapter.rooms.keys()];
  const idsOf = (prefix: string) =>
    names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  const documentIds = idsOf(rooms.document(""));
  const workspaceIds = idsOf(rooms.workspace(""));
  if (workspaceIds.length === 0) return;
  // Not waited for: while Redis is away it does not answer, and that is when heads are needed most.
  void ctx.nudges.markWatched(documentIds).catch(() => undefined);
  const { documents, workspaces, statuses } = await readHeads(ctx, { documentIds, workspaceIds, recentMs });
  for (const { id, revision } of workspaces) {
    shared.changed(rooms.workspace(id));
    io.local.to(rooms.workspace(id)).emit("head", { revision, documents: {} });
    const recent = statuses.filter(({ workspaceId }) => workspaceId === id);
    if (recent.length === 0) continue;
    const status = Object.fromEntries(recent.map((document) => [document.path as FilePath, document.status]));
    io.local.to(rooms.workspace(id)).emit("tree-changed", { revision: 0, added: [], removed: [], renamed: [], status });
  }
  for (const { id, path, seq, revision } of documents) {
    // Whoever is behind asks now, and must not be given what was read before.
    shared.changed(rooms.document(id));
    io.local.to(rooms.document(id)).emit("head", { revision, documents: { [path]: seq } });
  }
}
