import { Prisma } from "#lib/generated/prisma/client.ts";
import type { ServiceContext } from "../service-context.ts";
import type { ClaimedRun, Lease } from "./claim-run.ts";

export type WantAuditRunInput = {
  lease: Lease;
  /** What was audited: it has to be what the document shows. */
  audited: Pick<ClaimedRun, "documentId" | "run" | "revision">;
};

/**
 * An audit found that a fresh run gives other results: the document wants to run again. At most once per revision, so
 * that a document which never shows the same twice does not run for ever.
 *
 * false: it is not wanted, or something newer will run anyway.
 */
export async function wantAuditRun(ctx: Pick<ServiceContext, "sql">, input: WantAuditRunInput): Promise<boolean> {
  const { lease, audited } = input;
  // No revision is newer than the shown one, so it is `done` that goes back.
  const rows = await ctx.sql<{ id: string }>(Prisma.sql`
    UPDATE "Document" d SET done = d.wanted - 1, "wantedCause" = 'audit', "wantedAt" = now(), status = 'queued'
    WHERE d.id = ${audited.documentId}::uuid AND NOT d.removed AND d.wanted <= d.done
      AND d."claimedRun" = ${audited.run}::int AND d."currentRun" = ${audited.run}::int AND d.status IN ('ok', 'failed')
      AND EXISTS (SELECT 1 FROM "Partition" WHERE id = ${lease.partition} AND fence = ${lease.fence} AND holder = ${lease.holder})
      AND NOT EXISTS (
        SELECT 1 FROM "Run" r WHERE r."documentId" = d.id AND r.revision = ${audited.revision}::int AND r.cause = 'audit')
    RETURNING d.id::text`);
  return rows.length > 0;
}
