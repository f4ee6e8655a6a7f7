// One revision in one statement: its row, its files, the head, new contents, the audit event, and which documents want
// to run again: those that were edited, and those that read or import what changed. Either all of it is there or nothing.

import type { AppliedChange } from "#lib/core/ingest-plan.ts";
import { isDocument } from "#lib/core/is-document.ts";
import { foldersOf } from "#lib/core/tree-root.ts";
import { utcText } from "#lib/db/sql.ts";
import { Prisma } from "#lib/generated/prisma/client.ts";
import type { CommitAnswer } from "#lib/protocol/agent.ts";
import type { DocumentId, FilePath, Sha256 } from "#lib/protocol/ids.ts";
import type { ServiceContext } from "../service-context.ts";
import type { Contents } from "./gather-contents.ts";
import type { IngestCommitInput } from "./ingest-commit.ts";

export type WrittenDocument = {
  id: DocumentId;
  path: FilePath;
  why: "edited" | "dependent" | "removed";
  running: boolean;
};
export type WriteRevisionInput = IngestCommitInput & {
  /** The head's number plus one: nothing is written when the head has moved. */
  number: number;
  root: string;
  totals: { files: number; bytes: number };
  answer: CommitAnswer;
  applied: AppliedChange[];
  contents: Contents;
  sizes: Map<Sha256, number>;
};

/** null: the head has moved since it was read. */
export async function writeRevision(
  ctx: Pick<ServiceContext, "sql">,
  input: WriteRevisionInput,
): Promise<WrittenDocument[] | null> {
  const { workspaceId, number, root, totals, origin } = input;
  const files = JSON.stringify(input.applied.map((change) => fileRow(change, input.sizes)));
  const contents = JSON.stringify([...input.contents].map(([sha256, { size, data }]) => ({ sha256, size, data })));
  const touched = input.applied.map((change) => change.path);
  const edited = touched.filter((path) => isDocument(path));
  const detail = JSON.stringify({ revision: number, files: input.applied.length, origin: origin.kind });
  const rows = await ctx.sql<WrittenDocument | { id: null }>(Prisma.sql`
    WITH x AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${files}::json)
        AS x(path text, sha256 text, mode int, size int, "from" text, overwrote int, document boolean)
    ), w AS (
      UPDATE "Workspace" SET "headRevision" = ${number}::int, "headRoot" = ${root},
        "fileCount" = ${totals.files}::int, "totalBytes" = ${totals.bytes}::bigint
      WHERE id = ${workspaceId}::uuid AND "headRevision" = ${number}::int - 1 RETURNING id
    ), blobs AS (
      INSERT INTO "Blob" ("workspaceId", sha256, size, data)
      SELECT w.id, c.sha256, c.size, decode(c.data, 'base64')
      FROM w, json_to_recordset(${contents}::json) AS c(sha256 text, size int, data text)
      ON CONFLICT DO NOTHING
    ), revision AS (
      INSERT INTO "Revision" ("workspaceId", number, root, origin, "byName", "tokenId", message, "idempotencyKey", answer, "noticedAt")
      SELECT w.id, ${number}::int, ${root}, ${origin.kind}::"Origin", ${origin.name}, ${origin.tokenId}::uuid, ${input.message},
        ${input.idempotencyKey}, ${JSON.stringify(input.answer)}::jsonb, ${utcText(input.noticedAt)}::timestamp FROM w
    ), history AS (
      INSERT INTO "RevisionFile" ("workspaceId", revision, path, sha256, mode, "renamedFrom", overwrote)
      SELECT w.id, ${number}::int, x.path, x.sha256, x.mode, x."from", x.overwrote FROM w, x
    ), put AS (
      INSERT INTO "File" ("workspaceId", path, sha256, size, mode, revision)
      SELECT w.id, x.path, x.sha256, x.size, x.mode, ${number}::int FROM w, x WHERE x.sha256 IS NOT NULL
      ON CONFLICT ("workspaceId", path) DO UPDATE SET
        sha256 = EXCLUDED.sha256, size = EXCLUDED.size, mode = EXCLUDED.mode, revision = EXCLUDED.revision
    ), gone AS (
      DELETE FROM "File" f USING w, x WHERE f."workspaceId" = w.id AND f.path = x.path AND x.sha256 IS NULL
    ), audit AS (
      INSERT INTO "AuditEvent" (id, "workspaceId", actor, action, detail)
      SELECT gen_random_uuid(), w.id, ${`${origin.kind}:${origin.name}`}, 'revision', ${detail}::jsonb FROM w
    ), edited AS (
      INSERT INTO "Document" (id, "workspaceId", path, wanted, "changedIn", status)
      SELECT gen_random_uuid(), w.id, x.path, ${number}::int, ${number}::int, 'queued' FROM w, x WHERE x.document AND x.sha256 IS NOT NULL
      ON CONFLICT ("workspaceId", path) DO UPDATE SET
        wanted = ${number}::int, "wantedCause" = 'edit', "wantedAt" = now(), removed = false,
        "changedIn" = ${number}::int, "changedAt" = now(),
        status = CASE WHEN "Document".status = 'running' THEN 'running' ELSE 'queued' END
      RETURNING id, path, status
    ), dependent AS (
      UPDATE "Document" d SET wanted = ${number}::int, "wantedAt" = now(),
        "wantedCause" = CASE WHEN d.wanted > d.done THEN d."wantedCause" ELSE 'dependency' END,
        status = CASE WHEN d.status = 'running' THEN 'running' ELSE 'queued' END
      FROM w WHERE d."workspaceId" = w.id AND NOT d.removed AND NOT d.path = ANY(${edited}::text[])
        AND (d.imports && ${touched}::text[] OR d.reads && ${touchedWithFolders(touched)}::text[])
      RETURNING d.id, d.path, d.status
    ), removed AS (
      UPDATE "Document" d SET removed = true, "changedIn" = ${number}::int, "changedAt" = now()
      FROM w, x WHERE d."workspaceId" = w.id AND d.path = x.path AND x.sha256 IS NULL
      RETURNING d.id, d.path, d.status
    )
    SELECT id::text, path, 'edited' AS why, status = 'running' AS running FROM edited
    UNION ALL SELECT id::text, path, 'dependent', status = 'running' FROM dependent
    UNION ALL SELECT id::text, path, 'removed', status = 'running' FROM removed
    UNION ALL SELECT NULL, NULL, 'head', NULL FROM w`);
  if (rows.length === 0) return null;
  return rows.filter((row): row is WrittenDocument => row.id !== null);
}

function fileRow({ path, after, from, overwrote }: AppliedChange, sizes: Map<Sha256, number>) {
  const size = after ? (sizes.get(after.sha256) ?? 0) : 0;
  const content = after ? { sha256: after.sha256, mode: after.mode } : { sha256: null, mode: 0 };
  return { path, ...content, size, from, overwrote, document: isDocument(path) };
}

/** A document that listed a folder read "folder/": what comes or goes in it is its matter too. */
function touchedWithFolders(paths: string[]): string[] {
  const folders = paths.map((path) => `${foldersOf(path).at(-1) ?? ""}/`.replace(/^\/$/, "./"));
  return [...new Set([...paths, ...folders])];
}
