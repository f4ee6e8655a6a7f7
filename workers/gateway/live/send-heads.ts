// Every few seconds each room hears how far its document is: whoever is behind loads (L3). One query for all rooms of
// this gateway, whatever the number of sockets.
import { Prisma } from "#lib/generated/prisma/client.ts";
import { rooms } from "#lib/protocol/live.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";
import type { LiveServer } from "./live-socket.ts";

type DocumentHead = { id: string; path: string; seq: number; revision: number };
type WorkspaceHead = { id: string; revision: number };

export async function sendHeads(ctx: ServiceContext, io: LiveServer): Promise<void> {
  const names = [...io.sockets.adapter.rooms.keys()];
  const idsOf = (prefix: string) =>
    names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  const documentIds = idsOf(rooms.document(""));
  const workspaceIds = idsOf(rooms.workspace(""));
  if (workspaceIds.length === 0) return;
  await ctx.nudges.markWatched(documentIds).catch(() => undefined);
  const documents = await ctx.db.$queryRaw<DocumentHead[]>(Prisma.sql`
    SELECT d.id::text, d.path, d.seq, w."headRevision" AS revision FROM "Document" d JOIN "Workspace" w ON w.id = d."workspaceId"
    WHERE d.id = ANY(${documentIds}::uuid[])`);
  const workspaces = await ctx.db.$queryRaw<WorkspaceHead[]>(Prisma.sql`
    SELECT id::text, "headRevision" AS revision FROM "Workspace" WHERE id = ANY(${workspaceIds}::uuid[])`);
  for (const { id, revision } of workspaces) io.local.to(rooms.workspace(id)).emit("head", { revision, documents: {} });
  for (const { id, path, seq, revision } of documents) {
    io.local.to(rooms.document(id)).emit("head", { revision, documents: { [path]: seq } });
  }
}
