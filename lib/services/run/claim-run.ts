// A runner takes the document's newest state as a run, in one statement and so in one snapshot: the run's number,
// its revision, the source at that revision, and the files that the sandbox's tree does not have yet.
import { Prisma } from "#lib/generated/prisma/client.ts";
import type { Sha256 } from "#lib/protocol/ids.ts";
import type { Cause } from "#lib/protocol/live.ts";
import type { ServiceContext } from "../service-context.ts";

export type Lease = { partition: number; fence: number; holder: string };
export type ClaimRunInput = {
  documentId: string;
  lease: Lease;
  /** The revision that the sandbox's tree is at; null: no tree yet, no files are read. */
  treeRevision: number | null;
};
export type TreeFile = { path: string; sha256: Sha256 | null; data: string | null };
export type ClaimedRun = {
  documentId: string;
  workspaceId: string;
  slug: string;
  path: string;
  run: number;
  revision: number;
  cause: Cause;
  wantedAt: number;
  noticedAt: number | null;
  source: { sha256: Sha256; data: string | null };
  /** Changed since `treeRevision`, newest content each; `data` is base64, null: in the blob store. */
  files: TreeFile[];
  reads: string[];
  imports: string[];
};

/**
 * Not flushed to disk by itself: nobody hears of the run before its first recorded batch, which is.
 *
 * null: nothing to do (done already, removed, or the lease is lost): a repeated job is harmless.
 */
export async function claimRun(
  ctx: Pick<ServiceContext, "sqlUnflushed">,
  input: ClaimRunInput,
): Promise<ClaimedRun | null> {
  const { documentId, lease, treeRevision } = input;
  const rows = await ctx.sqlUnflushed<ClaimedRun>(Prisma.sql`
    WITH d AS MATERIALIZED (
      SELECT d.id, d."workspaceId", d.path, d."wantedCause", d."wantedAt", d.reads, d.imports, w.slug,
        -- From this snapshot, as the files below are: the counter's own row may be newer by now.
        w."headRevision" AS revision
      FROM "Document" d
      JOIN "Workspace" w ON w.id = d."workspaceId"
      JOIN "Partition" p ON p.id = w.partition
      WHERE d.id = ${documentId}::uuid AND d.wanted > d.done AND NOT d.removed
        AND p.id = ${lease.partition} AND p.fence = ${lease.fence} AND p.holder = ${lease.holder}
    ), w AS (
      UPDATE "Workspace" SET "runCounter" = "runCounter" + 1
      WHERE id = (SELECT "workspaceId" FROM d) RETURNING "runCounter" AS number
    ), u AS (
      UPDATE "Document" SET "claimedRun" = w.number, "claimedAt" = now(), status = 'running'
      FROM w WHERE id = (SELECT id FROM d)
    ), r AS (
      INSERT INTO "Run" (id, "workspaceId", "documentId", number, revision, fence, status, cause)
      SELECT gen_random_uuid(), d."workspaceId", d.id, w.number, d.revision, ${lease.fence}, 'claimed', d."wantedCause" FROM d, w
    )
    SELECT d.id::text AS "documentId", d."workspaceId"::text, d.slug, d.path, w.number AS run, d.revision, d."wantedCause" AS cause,
      (extract(epoch FROM d."wantedAt") * 1000)::float8 AS "wantedAt", d.reads, d.imports,
      (SELECT (extract(epoch FROM v."noticedAt") * 1000)::float8 FROM "Revision" v
        WHERE v."workspaceId" = d."workspaceId" AND v.number = f.revision) AS "noticedAt",
      json_build_object('sha256', f.sha256, 'data', encode(b.data, 'base64')) AS source,
      COALESCE((
        SELECT json_agg(json_build_object('path', x.path, 'sha256', x.sha256, 'data', encode(xb.data, 'base64')))
        FROM (
          SELECT DISTINCT ON (path) path, sha256 FROM "RevisionFile"
          WHERE "workspaceId" = d."workspaceId" AND revision > ${treeRevision}::int AND revision <= d.revision
          ORDER BY path, revision DESC
        ) x LEFT JOIN "Blob" xb ON xb."workspaceId" = d."workspaceId" AND xb.sha256 = x.sha256
      ), '[]'::json) AS files
    FROM d CROSS JOIN w
    JOIN "File" f ON f."workspaceId" = d."workspaceId" AND f.path = d.path
    LEFT JOIN "Blob" b ON b."workspaceId" = d."workspaceId" AND b.sha256 = f.sha256`);
  return rows[0] ?? null;
}
