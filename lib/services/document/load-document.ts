// Opening, resuming and time after a fault are one road (L2a): what the document's state is newer than `since`,
// read in one statement and so in one snapshot, as the ordinary messages marked `replay`.
import { Prisma } from "#lib/generated/prisma/client.ts";
import type { PlannedBlock, Reason } from "#lib/protocol/block.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { BlockResult, DocumentMessage, DocumentStatus, LoadAnswer, RunStart } from "#lib/protocol/live.ts";
import type { ServiceContext } from "../service-context.ts";

export type LoadDocumentInput = {
  workspaceId: string;
  path: string;
  /** The newest seq that the client has; 0: nothing. */
  since: number;
  /** The epoch under which it got that; another one than the workspace's makes `since` worthless. */
  epoch?: string | undefined;
};
export type LoadedDocument = {
  documentId: string;
  partition: number;
  epoch: string;
  /** Work waits for a runner: wanted > done and nobody has claimed it. */
  waiting: boolean;
  messages: DocumentMessage[];
  answer: LoadAnswer;
};

type Row = {
  id: string;
  path: string;
  seq: number;
  removed: boolean;
  status: DocumentStatus;
  waiting: boolean;
  epoch: string;
  partition: number;
  revision: number;
  run: {
    number: number;
    revision: number;
    startSeq: number;
    endSeq: number | null;
    status: string;
    cause: RunStart["cause"];
    startedAt: number;
    blocks: PlannedBlock[];
    dirty: string[];
    reasons: RunStart["reasons"];
    error: never;
    timings: Record<string, number> | null;
  } | null;
  results: (Omit<BlockResult, "file" | "error" | "reason"> & {
    error: BlockResult["error"] | null;
    reason: Reason | null;
  })[];
};

/** What the document is at one moment, from which everyone's load can be answered. */
export type DocumentSnapshot = Omit<Row, "path"> & { path: FilePath };

export async function readDocument(
  ctx: Pick<ServiceContext, "sql">,
  { workspaceId, path }: { workspaceId: string; path: string },
): Promise<DocumentSnapshot | null> {
  const [row] = await ctx.sql<Row>(Prisma.sql`
    ${rowOf(Prisma.sql`TRUE`)}
    FROM "Document" d
    JOIN "Workspace" w ON w.id = d."workspaceId"
    LEFT JOIN "Run" r ON r."workspaceId" = d."workspaceId" AND r.number = d."currentRun" AND d."currentRun" > 0
    WHERE d."workspaceId" = ${workspaceId}::uuid AND d.path = ${path}`);
  return row ? { ...row, path: row.path as FilePath } : null;
}

/**
 * What a document was after one of its runs: that run's plan, and of each block the newest result that existed when it
 * ended. null: the workspace has no such run, or it ended before anything was known of it.
 */
export async function readDocumentAt(
  ctx: Pick<ServiceContext, "sql">,
  { workspaceId, run }: { workspaceId: string; run: number },
): Promise<DocumentSnapshot | null> {
  const [row] = await ctx.sql<Row>(Prisma.sql`
    WITH r AS (
      SELECT r.*, COALESCE(r."endSeq", (
        SELECT min(n."startSeq") - 1 FROM "Run" n WHERE n."documentId" = r."documentId" AND n.number > r.number
      )) AS "untilSeq"
      FROM "Run" r
      WHERE r."workspaceId" = ${workspaceId}::uuid AND r.number = ${run}::int AND r."startSeq" IS NOT NULL
    )
    ${rowOf(Prisma.sql`b.seq <= COALESCE(r."untilSeq", d.seq)`)}
    FROM r JOIN "Document" d ON d.id = r."documentId" JOIN "Workspace" w ON w.id = d."workspaceId"`);
  if (!row?.run) return null;
  const status = row.run.status as DocumentStatus;
  return { ...row, path: row.path as FilePath, removed: false, waiting: false, status };
}

export async function loadDocument(
  ctx: Pick<ServiceContext, "sql">,
  input: LoadDocumentInput,
): Promise<LoadedDocument | null> {
  const snapshot = await readDocument(ctx, input);
  return snapshot && loadFrom(snapshot, input);
}

export function loadFrom(row: DocumentSnapshot, input: Pick<LoadDocumentInput, "since" | "epoch">): LoadedDocument {
  const file = row.path;
  const since = input.epoch !== undefined && input.epoch !== row.epoch ? 0 : input.since > row.seq ? 0 : input.since;
  const status = row.removed ? "removed" : row.status;
  return {
    documentId: row.id,
    partition: row.partition,
    epoch: row.epoch,
    waiting: row.waiting && !row.removed,
    messages: row.run ? replay(file, row.run, row.results, since) : [],
    answer: { file, run: row.run?.number ?? 0, seq: row.seq, revision: row.revision, status },
  };
}

function replay(
  file: FilePath,
  run: NonNullable<Row["run"]>,
  results: Row["results"],
  since: number,
): DocumentMessage[] {
  const messages: DocumentMessage[] = [];
  const digests = new Map(results.map((result) => [result.block, result.digest]));
  const hasStart = run.startSeq <= since;
  if (!hasStart) {
    messages.push({
      type: "run-start",
      message: {
        file,
        run: run.number,
        revision: run.revision,
        seq: run.startSeq,
        cause: run.cause,
        startedAt: run.startedAt,
        blocks: run.blocks.map((block) => ({ ...block, digest: digests.get(block.id) })),
        dirty: run.dirty,
        reasons: run.reasons,
        replay: true,
      },
    });
  }
  const inDocument = new Set(run.blocks.map((block) => block.id));
  for (const { error, reason, ...result } of results) {
    if (result.seq <= since || !inDocument.has(result.block)) continue;
    const why = result.run === run.number && reason ? { reason } : {};
    const message: BlockResult = { file, ...result, ...(error ? { error } : {}), ...why, replay: true };
    messages.push({ type: "block-result", message });
  }
  if (run.endSeq !== null && run.endSeq > since) {
    const status = run.status as "ok" | "failed" | "cancelled" | "superseded";
    messages.push({
      type: "run-end",
      message: {
        file,
        run: run.number,
        seq: run.endSeq,
        status,
        error: run.error ?? null,
        timings: run.timings ?? {},
        // Who has the plan as it was predicted learns what did not run; one that is sent now says so itself.
        ...(hasStart ? { kept: keptOf(run) } : {}),
        replay: true,
      },
    });
  }
  return messages;
}

/** Every block that did not run, with why: more than the live run-end named, and the same to who folds it. */
function keptOf({ blocks, dirty, reasons }: NonNullable<Row["run"]>): Record<string, Reason> {
  const ran = new Set(dirty);
  const kept = blocks.filter(({ id, kind }) => kind === "code" && !ran.has(id) && reasons[id]);
  return Object.fromEntries(kept.map(({ id }) => [id, reasons[id] as Reason]));
}

/**
 * Of d, w and r. `known`: which of the document's results are looked at. They come whole and are filtered by who asks:
 * `since` may turn out to be worthless in the same snapshot.
 */
const rowOf = (known: Prisma.Sql) => Prisma.sql`
  SELECT d.id, d.path, d.seq, d.removed, d.status, (d.wanted > d.done) AS waiting, w.epoch::text, w.partition,
    w."headRevision" AS revision,
    CASE WHEN r.id IS NULL THEN NULL ELSE json_build_object(
      'number', r.number, 'revision', r.revision, 'startSeq', r."startSeq", 'endSeq', r."endSeq", 'status', r.status,
      'cause', r.cause, 'startedAt', floor(extract(epoch FROM r."startedAt") * 1000), 'blocks', r.blocks,
      'dirty', r.dirty, 'reasons', r.reasons, 'error', r.error, 'timings', r.timings) END AS run,
    COALESCE((
      SELECT json_agg(json_build_object(
          'block', b."blockId", 'run', b.run, 'seq', b.seq, 'ordinal', b.ordinal, 'ok', b.ok, 'elements', b.elements,
          'digest', b.digest, 'elapsedMs', b."elapsedMs", 'unchanged', b.unchanged, 'error', b.error,
          'reason', b.reason) ORDER BY b.seq)
      FROM (
        SELECT DISTINCT ON ("blockId") * FROM "BlockResult" b
        WHERE "documentId" = d.id AND ${known} ORDER BY "blockId", seq DESC
      ) b), '[]'::json) AS results`;
