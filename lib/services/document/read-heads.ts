import { Prisma } from "#lib/generated/prisma/client.ts";
import type { ServiceContext } from "../service-context.ts";

export type DocumentHead = { id: string; path: string; seq: number; revision: number };
export type WorkspaceHead = { id: string; revision: number };

/** How far these documents and workspaces are: one query each, whatever their number. */
export async function readHeads(
  ctx: Pick<ServiceContext, "sql">,
  input: { documentIds: string[]; workspaceIds: string[] },
): Promise<{ documents: DocumentHead[]; workspaces: WorkspaceHead[] }> {
  const [documents, workspaces] = await Promise.all([
    ctx.sql<DocumentHead>(Prisma.sql`
      SELECT d.id::text, d.path, d.seq, w."headRevision" AS revision
      FROM "Document" d JOIN "Workspace" w ON w.id = d."workspaceId" WHERE d.id = ANY(${input.documentIds}::uuid[])`),
    ctx.sql<WorkspaceHead>(Prisma.sql`
      SELECT id::text, "headRevision" AS revision FROM "Workspace" WHERE id = ANY(${input.workspaceIds}::uuid[])`),
  ]);
  return { documents, workspaces };
}
