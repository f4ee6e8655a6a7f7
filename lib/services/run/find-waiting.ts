import { Prisma } from "#lib/generated/prisma/client.ts";
import type { ServiceContext } from "../service-context.ts";
import { CLAIM_MS } from "./touch-runs.ts";

export type WaitingDocument = { documentId: string; partition: number };

/** Documents with work to do that nobody does: their job was lost, or their runner died. Oldest wish first. */
export async function findWaiting(
  ctx: Pick<ServiceContext, "db">,
  input: { limit: number },
): Promise<WaitingDocument[]> {
  return ctx.db.$queryRaw<WaitingDocument[]>(Prisma.sql`
    SELECT d.id::text AS "documentId", w.partition
    FROM "Document" d
    JOIN "Workspace" w ON w.id = d."workspaceId"
    LEFT JOIN "Run" r ON r."workspaceId" = d."workspaceId" AND r.number = d."claimedRun"
    WHERE d.wanted > d.done AND NOT d.removed
      AND d."wantedAt" < now() - interval '1 second'
      AND (r.id IS NULL OR r."endedAt" IS NOT NULL OR d."claimedAt" < now() - ${CLAIM_MS} * interval '1 millisecond')
    ORDER BY d."wantedAt" LIMIT ${input.limit}`);
}
