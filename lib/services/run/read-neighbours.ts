import { Prisma } from "#lib/generated/prisma/client.ts";
import type { PastRun } from "#lib/protocol/activity.ts";
import type { ServiceContext } from "../service-context.ts";

export async function readNeighbours(
  ctx: Pick<ServiceContext, "sql">,
  { workspaceId, run }: { workspaceId: string; run: number },
): Promise<PastRun | null> {
  const [row] = await ctx.sql<PastRun>(Prisma.sql`
    SELECT r.number AS run, r.revision, v."byName" AS by, v.message,
      floor(extract(epoch FROM r."startedAt") * 1000)::float8 AS at,
      floor(extract(epoch FROM v."createdAt") * 1000)::float8 AS "savedAt",
      (SELECT max(n.number) FROM "Run" n
        WHERE n."documentId" = r."documentId" AND n.number < r.number AND n."startSeq" IS NOT NULL) AS before,
      (SELECT min(n.number) FROM "Run" n
        WHERE n."documentId" = r."documentId" AND n.number > r.number AND n."startSeq" IS NOT NULL) AS after
    FROM "Run" r JOIN "Revision" v ON v."workspaceId" = r."workspaceId" AND v.number = r.revision
    WHERE r."workspaceId" = ${workspaceId}::uuid AND r.number = ${run}::int`);
  return row ?? null;
}
