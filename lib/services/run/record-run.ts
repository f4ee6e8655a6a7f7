// What a run produced, written as one statement: the document's `seq` grows by exactly the number of durable messages,
// in the transaction that holds them, and only for the run and the fence that may write. No row: the run lost its place.

import { Prisma } from "#lib/generated/prisma/client.ts";
import type { Reason } from "#lib/protocol/block.ts";
import type { Element } from "#lib/protocol/element.ts";
import type { PlanBody } from "#lib/protocol/kernel.ts";
import type { RunEnd, RunError } from "#lib/protocol/live.ts";
import type { ServiceContext } from "../service-context.ts";
import type { Lease } from "./claim-run.ts";

export type RecordedResult = {
  block: string;
  ordinal: number;
  hash: string;
  ok: boolean;
  digest: string;
  elements: Element[];
  error: { code: string; message: string } | null;
  reason: Reason | null;
  elapsedMs: number;
  unchanged: boolean;
};
export type RecordedEnd = {
  status: RunEnd["status"];
  error: RunError | null;
  timings: Record<string, number>;
  /** What the run looked at; null where it did not get far enough to know. */
  reads: string[] | null;
  imports: string[] | null;
  /** Blocks that the plan called dirty and that did not have to run. */
  kept: Record<string, Reason>;
  /** What the plan should have said: which blocks ran, and why each did or did not. null: it was right. */
  amended: Pick<PlanBody, "dirty" | "reasons"> | null;
};
export type RecordRunInput = {
  lease: Lease;
  workspaceId: string;
  documentId: string;
  run: number;
  revision: number;
  start: PlanBody | null;
  results: RecordedResult[];
  end: RecordedEnd | null;
};
export type Recorded = {
  /** The `seq` before the first message; the messages take base + 1, base + 2, … in the order start, results, end. */
  base: number;
  /** Work is left: a newer revision wants this document to run again. */
  wantsMore: boolean;
};

/** null: another run or runner has the document now; what was handed in is discarded. */
export async function recordRun(ctx: Pick<ServiceContext, "sql">, input: RecordRunInput): Promise<Recorded | null> {
  const { lease, documentId, workspaceId, run, start, end } = input;
  const first = start ? 1 : 0;
  const count = first + input.results.length + (end ? 1 : 0);
  const results = JSON.stringify(input.results.map((result, index) => ({ ...result, offset: first + index + 1 })));
  const settles = end !== null && end.status !== "superseded";
  // A run of one batch brings its plan and what became of it at once.
  const plan = end?.amended ?? start;
  const rows = await ctx.sql<Recorded>(Prisma.sql`
    WITH d AS (
      UPDATE "Document" SET
        seq = seq + ${count}::int,
        "currentRun" = CASE WHEN ${start !== null} THEN ${run}::int ELSE "currentRun" END,
        done = CASE WHEN ${settles} THEN GREATEST(done, ${input.revision}::int) ELSE done END,
        status = COALESCE(${end?.status ?? null}::text, status),
        reads = COALESCE(${end?.reads ?? null}::text[], reads),
        imports = COALESCE(${end?.imports ?? null}::text[], imports),
        -- Whatever wants it from now on does so because of what it reads, unless it says otherwise.
        "wantedCause" = CASE WHEN ${settles} AND wanted <= ${input.revision}::int THEN 'dependency' ELSE "wantedCause" END,
        -- What the run read may have changed while it ran: then it has to run again.
        wanted = CASE WHEN ${settles && end.reads !== null} THEN GREATEST(wanted, COALESCE((
          SELECT max(revision) FROM "RevisionFile" f
          WHERE f."workspaceId" = ${workspaceId}::uuid AND f.revision > ${input.revision}::int
            AND (f.path = ANY(${end?.reads ?? []}::text[]) OR f.path = ANY(${end?.imports ?? []}::text[])
              OR COALESCE(NULLIF(regexp_replace(f.path, '[^/]*$', ''), ''), './') = ANY(${end?.reads ?? []}::text[]))), 0)) ELSE wanted END
      WHERE id = ${documentId}::uuid AND "claimedRun" = ${run}::int
        AND EXISTS (SELECT 1 FROM "Partition" WHERE id = ${lease.partition} AND fence = ${lease.fence} AND holder = ${lease.holder})
      RETURNING seq - ${count}::int AS base, (wanted > done AND NOT removed) AS "wantsMore"
    ), r AS (
      INSERT INTO "BlockResult" ("documentId", seq, "blockId", run, ordinal, hash, ok, digest, elements, error, reason, "elapsedMs", unchanged)
      SELECT ${documentId}::uuid, d.base + x."offset", x.block, ${run}::int, x.ordinal, x.hash, x.ok, x.digest, x.elements, x.error, x.reason, x."elapsedMs", x.unchanged
      FROM d, json_to_recordset(${results}::json) AS x("offset" int, block text, ordinal int, hash text, ok boolean,
        digest text, elements json, error jsonb, reason jsonb, "elapsedMs" float8, unchanged boolean)
    ), u AS (
      UPDATE "Run" SET
        status = COALESCE(${end?.status ?? null}::text, CASE WHEN ${start !== null} THEN 'running' ELSE status END),
        "startSeq" = CASE WHEN ${start !== null} THEN d.base + 1 ELSE "startSeq" END,
        blocks = COALESCE(${start ? JSON.stringify(start.blocks) : null}::json, blocks),
        dirty = COALESCE(${plan?.dirty ?? null}::text[], dirty),
        reasons = COALESCE(${plan ? JSON.stringify(plan.reasons) : null}::json, reasons),
        error = ${end?.error ? JSON.stringify(end.error) : null}::jsonb,
        timings = COALESCE(${end ? JSON.stringify(end.timings) : null}::jsonb, timings),
        "endSeq" = CASE WHEN ${end !== null} THEN d.base + ${count}::int ELSE "endSeq" END,
        "endedAt" = CASE WHEN ${end !== null} THEN now() ELSE "endedAt" END
      FROM d WHERE "workspaceId" = ${workspaceId}::uuid AND number = ${run}::int
    )
    SELECT base, "wantsMore" FROM d`);
  return rows[0] ?? null;
}
