import { Prisma } from "#lib/generated/prisma/client.ts";
import type { DocumentStatus } from "#lib/protocol/live.ts";
import type { ServiceContext } from "../service-context.ts";

export type DocumentHead = { id: string; path: string; seq: number; revision: number };
export type WorkspaceHead = { id: string; revision: number };
export type RecentStatus = { workspaceId: string; path: string; status: DocumentStatus };

/**
 * How far these documents and workspaces are, and the status of what was wanted or worked on in the last `recentMs`: one
 * query each, whatever their number.
 */
export async function readHeads(
  ctx: Pick<ServiceContext, "sql">,
  input: { documentIds: string[]; workspaceIds: string[]; recentMs: number },
): Promise<{ documents: DocumentHead[]; workspaces: WorkspaceHead[]; statuses: RecentStatus[] }> {
  const [documents, workspaces, statuses] = await Promise.all([
    ctx.sql<DocumentHead>(Prisma.sql`
      SELECT d.id::text, d.path, d.seq, w."headRevision" AS revision
      FROM "Document" d JOIN "Workspace" w ON w.id = d."workspaceId" WHERE d.id = ANY(${input.documentIds}::uuid[])`),
    ctx.sql<WorkspaceHead>(Prisma.sql`
      SELECT id::text, "headRevision" AS revision FROM "Workspace" WHERE id = ANY(${input.workspaceIds}::uuid[])`),
    // Nothing says when a status changed; a run touches its claim every second, so that the end of one is near enough.
    ctx.sql<RecentStatus>(Prisma.sql`
      SELECT "workspaceId"::text, path, status FROM "Document"
      WHERE "workspaceId" = ANY(${input.workspaceIds}::uuid[]) AND NOT removed
        AND GREATEST("wantedAt", "claimedAt") > now() - ${input.recentMs} * interval '1 millisecond'`),
  ]);
  return { documents, workspaces, statuses };
}
