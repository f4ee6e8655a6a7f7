import { Prisma } from "#lib/generated/prisma/client.ts";
import type { ServiceContext } from "../service-context.ts";

export type TouchedRun = { documentId: string; wanted: number; cancelRun: number; removed: boolean };

/** How long a claim counts as alive without a touch. */
export const CLAIM_MS = 4_000;

/**
 * Says that these runs are alive, and returns what their documents want now: nudges may be lost, so every runner
 * compares once a second. A run that is missing in the answer has lost its place.
 */
export async function touchRuns(
  ctx: Pick<ServiceContext, "sql">,
  input: { runs: { documentId: string; run: number }[] },
): Promise<TouchedRun[]> {
  if (input.runs.length === 0) return [];
  const ids = input.runs.map((run) => run.documentId);
  const numbers = input.runs.map((run) => run.run);
  return ctx.sql<TouchedRun>(Prisma.sql`
    UPDATE "Document" d SET "claimedAt" = now()
    FROM unnest(${ids}::uuid[], ${numbers}::int[]) AS x(id, run)
    WHERE d.id = x.id AND d."claimedRun" = x.run
    RETURNING d.id::text AS "documentId", d.wanted, d."cancelRun", d.removed`);
}
