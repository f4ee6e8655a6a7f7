import { Prisma } from "#lib/generated/prisma/client.ts";
import type { Sha256 } from "#lib/protocol/ids.ts";
import type { ServiceContext } from "../service-context.ts";

export type TreeEntryAt = { path: string; sha256: Sha256; mode: number };

/** The manifest of a revision: the newest row of each path up to it, without the removed ones. */
export async function listTree(
  ctx: Pick<ServiceContext, "db">,
  input: { workspaceId: string; revision: number },
): Promise<TreeEntryAt[]> {
  return ctx.db.$queryRaw<TreeEntryAt[]>(Prisma.sql`
    SELECT path, sha256, mode FROM (
      SELECT DISTINCT ON (path) path, sha256, mode FROM "RevisionFile"
      WHERE "workspaceId" = ${input.workspaceId}::uuid AND revision <= ${input.revision}
      ORDER BY path, revision DESC
    ) x WHERE sha256 IS NOT NULL ORDER BY path`);
}
