// Every few seconds each room hears how far its document is: whoever is behind loads (L3). One query for all rooms of
// this gateway, whatever the number of sockets.
import { rooms } from "#lib/protocol/live.ts";
import { readHeads } from "#lib/services/document/read-heads.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";
import type { LiveServer } from "./live-socket.ts";

export async function sendHeads(ctx: ServiceContext, io: LiveServer): Promise<void> {
  const names = [...io.sockets.adapter.rooms.keys()];
  const idsOf = (prefix: string) =>
    names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  const documentIds = idsOf(rooms.document(""));
  const workspaceIds = idsOf(rooms.workspace(""));
  if (workspaceIds.length === 0) return;
  await ctx.nudges.markWatched(documentIds).catch(() => undefined);
  const { documents, workspaces } = await readHeads(ctx, { documentIds, workspaceIds });
  for (const { id, revision } of workspaces) {
    io.local.to(rooms.workspace(id)).emit("head", { revision, documents: {} });
  }
  for (const { id, path, seq, revision } of documents) {
    io.local.to(rooms.document(id)).emit("head", { revision, documents: { [path]: seq } });
  }
}
