import { addsPaths, type HeadFile } from "#lib/core/ingest-plan.ts";
import { AppError } from "#lib/errors.ts";
import { Prisma } from "#lib/generated/prisma/client.ts";
import type { Change, CommitAnswer } from "#lib/protocol/agent.ts";
import type { FilePath, Sha256 } from "#lib/protocol/ids.ts";
import type { ServiceContext } from "../service-context.ts";
import type { Contents } from "./gather-contents.ts";

export type HeadState = {
  revision: number;
  root: string;
  partition: number;
  files: number;
  bytes: number;
  /** What this commit was answered when it came before. */
  answered: CommitAnswer | null;
  head: Map<FilePath, HeadFile>;
  removals: Map<FilePath, number>;
  /** Sizes of contents that the workspace knows, those of the commit itself included. */
  sizes: Map<Sha256, number>;
  /** All paths at the head, where the commit adds any. */
  paths: FilePath[];
};
type Row = {
  revision: number;
  root: string;
  partition: number;
  files: number;
  bytes: bigint;
  answered: CommitAnswer | null;
  head: ({ path: FilePath; size: number } & HeadFile)[] | null;
  removals: { path: FilePath; revision: number }[] | null;
  known: { sha256: Sha256; size: number }[] | null;
};

/** What a commit is decided against, read in one statement and so in one snapshot. */
export async function readHeadState(
  ctx: Pick<ServiceContext, "sql">,
  input: { workspaceId: string; changes: Change[]; idempotencyKey: string; contents: Contents },
): Promise<HeadState> {
  const { workspaceId, changes, contents } = input;
  const paths = changes.map((change) => change.path);
  const hashes = changes.flatMap((change) =>
    change.op === "put" && !contents.has(change.sha256) ? [change.sha256] : [],
  );
  const [row] = await ctx.sql<Row>(Prisma.sql`
    SELECT w."headRevision" AS revision, w."headRoot" AS root, w.partition, w."fileCount" AS files, w."totalBytes" AS bytes,
      (SELECT answer FROM "Revision" WHERE "workspaceId" = w.id AND "idempotencyKey" = ${input.idempotencyKey}) AS answered,
      (SELECT json_agg(json_build_object('path', path, 'sha256', sha256, 'mode', mode, 'revision', revision, 'size', size))
        FROM "File" WHERE "workspaceId" = w.id AND path = ANY(${paths}::text[])) AS head,
      (SELECT json_agg(json_build_object('path', x.path, 'revision', x.revision)) FROM (
          SELECT path, max(revision) AS revision FROM "RevisionFile"
          WHERE "workspaceId" = w.id AND path = ANY(${paths}::text[]) AND sha256 IS NULL GROUP BY path) x) AS removals,
      (SELECT json_agg(json_build_object('sha256', sha256, 'size', size))
        FROM "Blob" WHERE "workspaceId" = w.id AND sha256 = ANY(${hashes}::text[])) AS known
    FROM "Workspace" w WHERE w.id = ${workspaceId}::uuid`);
  if (!row) throw new AppError("not-found", "This workspace does not exist any more.");
  const head = new Map((row.head ?? []).map(({ path, sha256, mode, revision }) => [path, { sha256, mode, revision }]));
  const sizes = new Map((row.known ?? []).map(({ sha256, size }) => [sha256, size]));
  for (const file of row.head ?? []) sizes.set(file.sha256, file.size);
  for (const [sha256, { size }] of contents) sizes.set(sha256, size);
  return {
    revision: row.revision,
    root: row.root,
    partition: row.partition,
    files: row.files,
    bytes: Number(row.bytes),
    answered: row.answered,
    head,
    removals: new Map((row.removals ?? []).map(({ path, revision }) => [path, revision])),
    sizes,
    paths: addsPaths(changes, head) ? await allPaths(ctx, workspaceId) : [],
  };
}

async function allPaths(ctx: Pick<ServiceContext, "sql">, workspaceId: string): Promise<FilePath[]> {
  const rows = await ctx.sql<{ path: FilePath }>(
    Prisma.sql`SELECT path FROM "File" WHERE "workspaceId" = ${workspaceId}::uuid`,
  );
  return rows.map((row) => row.path);
}
