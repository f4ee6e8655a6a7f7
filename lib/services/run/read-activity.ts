// What happened in a workspace, newest first: the revisions, what each changed, and the runs that followed from it.
import { Prisma } from "#lib/generated/prisma/client.ts";
import type { Activity, ActivityRevision, ActivityRun } from "#lib/protocol/activity.ts";
import type { ServiceContext } from "../service-context.ts";

export type ReadActivityInput = {
  workspaceId: string;
  /** Only revisions below this number. */
  before?: number | undefined;
  /** Only what has to do with this file. */
  path?: string | undefined;
  /** Only where a message, an author or a path has them in it. */
  words?: string | undefined;
  limit: number;
};

/** So many are told of one revision; the rest is counted. */
const FILES = 20;
const RUNS = 50;

type Row = Omit<ActivityRevision, "runs" | "runCount">;
type RunRow = Omit<ActivityRun, "cells"> & {
  revision: number;
  blocks: [string, string][] | null;
  dirty: string[];
  results: [string, boolean][] | null;
};

export async function readActivity(
  ctx: Pick<ServiceContext, "sql">,
  { workspaceId, before, path, words, limit }: ReadActivityInput,
): Promise<Activity> {
  const like = words ? `%${words.replace(/[\\%_]/g, "\\$&")}%` : null;
  const revisions = await ctx.sql<Row>(Prisma.sql`
    SELECT v.number, v.origin::text, v."byName", v.message,
      floor(extract(epoch FROM v."createdAt") * 1000)::float8 AS at,
      (SELECT count(*)::int FROM "RevisionFile" f WHERE f."workspaceId" = v."workspaceId" AND f.revision = v.number) AS "fileCount",
      COALESCE((
        SELECT json_agg(json_build_object('path', f.path, 'from', f."renamedFrom", 'change', CASE
          WHEN f.sha256 IS NULL THEN 'removed' WHEN f."renamedFrom" IS NOT NULL THEN 'renamed'
          WHEN (SELECT p.sha256 FROM "RevisionFile" p WHERE p."workspaceId" = f."workspaceId" AND p.path = f.path
            AND p.revision < f.revision ORDER BY p.revision DESC LIMIT 1) IS NULL THEN 'added'
          ELSE 'modified' END) ORDER BY f.path)
        FROM (
          SELECT * FROM "RevisionFile" WHERE "workspaceId" = v."workspaceId" AND revision = v.number ORDER BY path LIMIT ${FILES}
        ) f), '[]'::json) AS files
    FROM "Revision" v
    WHERE v."workspaceId" = ${workspaceId}::uuid AND (${before ?? null}::int IS NULL OR v.number < ${before ?? null}::int)
      AND (${path ?? null}::text IS NULL
        OR EXISTS (SELECT 1 FROM "RevisionFile" f
          WHERE f."workspaceId" = v."workspaceId" AND f.revision = v.number AND f.path = ${path ?? null}::text)
        OR EXISTS (SELECT 1 FROM "Run" r JOIN "Document" d ON d.id = r."documentId"
          WHERE r."workspaceId" = v."workspaceId" AND r.revision = v.number AND d.path = ${path ?? null}::text))
      AND (${like}::text IS NULL OR v.message ILIKE ${like}::text OR v."byName" ILIKE ${like}::text
        OR EXISTS (SELECT 1 FROM "RevisionFile" f
          WHERE f."workspaceId" = v."workspaceId" AND f.revision = v.number AND f.path ILIKE ${like}::text))
    ORDER BY v.number DESC LIMIT ${limit + 1}::int`);
  const more = revisions.length > limit;
  const shown = revisions.slice(0, limit);
  const runs = await readRuns(ctx, { workspaceId, revisions: shown.map(({ number }) => number), path });
  return {
    more,
    revisions: shown.map((revision) => {
      const own = runs.filter((run) => run.revision === revision.number);
      return { ...revision, runs: own.slice(0, RUNS).map(withCells), runCount: own.length };
    }),
  };
}

async function readRuns(
  ctx: Pick<ServiceContext, "sql">,
  { workspaceId, revisions, path }: { workspaceId: string; revisions: number[]; path: string | undefined },
): Promise<RunRow[]> {
  return ctx.sql<RunRow>(Prisma.sql`
    SELECT r.number, r.revision, d.path, r.status, r.cause, (r."startSeq" IS NOT NULL) AS "isKnown",
      floor(extract(epoch FROM r."startedAt") * 1000)::float8 AS at,
      floor(extract(epoch FROM r."endedAt" - r."startedAt") * 1000)::float8 AS "tookMs",
      COALESCE(r.timings, '{}'::jsonb) AS timings, r.dirty,
      (SELECT json_agg(json_build_array(b->>'id', b->>'kind')) FROM json_array_elements(r.blocks) b) AS blocks,
      (SELECT json_agg(json_build_array(x."blockId", x.ok)) FROM "BlockResult" x
        WHERE x."documentId" = r."documentId" AND x.seq >= r."startSeq" AND x.seq <= COALESCE(r."endSeq", d.seq)
          AND x.run = r.number) AS results
    FROM "Run" r JOIN "Document" d ON d.id = r."documentId"
    WHERE r."workspaceId" = ${workspaceId}::uuid AND r.revision = ANY(${revisions}::int[])
      AND (${path ?? null}::text IS NULL OR d.path = ${path ?? null}::text)
    ORDER BY r.number DESC`);
}

/** One letter for each block of code: it ran, failed, was kept, or was to run and has not. */
function withCells({ blocks, dirty, results, revision: _, ...run }: RunRow): ActivityRun {
  const ok = new Map(results ?? []);
  const wanted = new Set(dirty);
  const cells = (blocks ?? [])
    .filter(([, kind]) => kind === "code")
    .map(([id]) => (ok.has(id) ? (ok.get(id) ? "r" : "f") : wanted.has(id) ? "q" : "k"))
    .join("");
  return { ...run, cells };
}
