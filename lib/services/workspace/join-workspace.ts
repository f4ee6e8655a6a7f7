// What a page needs to know of a workspace: all of it, or what is new since a revision.

import { isDocument } from "#lib/core/is-document.ts";
import { AppError } from "#lib/errors.ts";
import { Prisma } from "#lib/generated/prisma/client.ts";
import type { FilePath, ViewerId } from "#lib/protocol/ids.ts";
import type { DocumentStatus, JoinAnswer, Preferences, Role, TreeEntry } from "#lib/protocol/live.ts";
import { viewerName } from "../identity/viewer-name.ts";
import type { ServiceContext } from "../service-context.ts";

export type JoinWorkspaceInput = { workspaceId: string; viewerId: string; since?: number | undefined };
export type JoinedMember = Pick<JoinAnswer, "role" | "viewer" | "pin" | "preferences">;
export type JoinedTree = Omit<JoinAnswer, keyof JoinedMember | "here" | "others" | "agents" | "spreadMs">;
export type JoinedWorkspace = JoinedMember & JoinedTree;

export async function joinWorkspace(
  ctx: Pick<ServiceContext, "db" | "sql">,
  { workspaceId, viewerId, since }: JoinWorkspaceInput,
): Promise<JoinedWorkspace> {
  const [member, tree] = await Promise.all([
    readMember(ctx, { workspaceId, viewerId }),
    readTree(ctx, { workspaceId, since }),
  ]);
  if (!member || !tree) throw new AppError("not-found", "This workspace does not exist, or you have no access to it.");
  return { ...member, ...tree };
}

/** What is the viewer's own; null: no member. One statement, because a join is asked by everyone at once after a fault. */
export async function readMember(
  ctx: Pick<ServiceContext, "sql">,
  { workspaceId, viewerId }: { workspaceId: string; viewerId: string },
): Promise<JoinedMember | null> {
  const [row] = await ctx.sql<{ role: Role; name: string; pin: FilePath | null; preferences: Preferences }>(Prisma.sql`
    SELECT m.role, v.name, p.path AS pin,
      COALESCE((SELECT json_object_agg(f.key, f.value) FROM "Preference" f
        WHERE f."workspaceId" = m."workspaceId" AND f."viewerId" = m."viewerId"), '{}'::json) AS preferences
    FROM "Membership" m
    JOIN "Viewer" v ON v.id = m."viewerId"
    LEFT JOIN "Pin" p ON p."workspaceId" = m."workspaceId" AND p."viewerId" = m."viewerId"
    WHERE m."workspaceId" = ${workspaceId}::uuid AND m."viewerId" = ${viewerId}::uuid`);
  if (!row) return null;
  const { role, name, pin, preferences } = row;
  return { role, viewer: { id: viewerId as ViewerId, name: name || viewerName(viewerId) }, pin, preferences };
}

/** What is everybody's, or what of it is new since a revision; null: no such workspace. */
export async function readTree(
  ctx: Pick<ServiceContext, "db">,
  input: { workspaceId: string; since?: number | undefined },
): Promise<JoinedTree | null> {
  const { workspaceId } = input;
  return ctx.db.$transaction(
    async (tx) => {
      const workspace = await tx.workspace.findUnique({ where: { id: workspaceId } });
      if (!workspace) return null;
      const whole = input.since === undefined || input.since > workspace.headRevision;
      const since = whole ? 0 : (input.since ?? 0);
      const files = await tx.file.findMany({
        where: { workspaceId, revision: { gt: since } },
        orderBy: { path: "asc" },
        select: { path: true },
      });
      // Statuses change without a revision, so they are always sent whole.
      const documents = await tx.document.findMany({
        where: { workspaceId, removed: false },
        select: { path: true, status: true, changedIn: true },
        orderBy: [{ changedIn: "asc" }, { path: "asc" }],
      });
      const removed = whole
        ? []
        : await tx.revisionFile.findMany({
            where: { workspaceId, revision: { gt: since }, sha256: null },
            select: { path: true },
            distinct: ["path"],
          });

      const statusOf = new Map(documents.map((document) => [document.path, document.status as DocumentStatus]));
      const present = new Set(files.map((file) => file.path));
      const paths = whole ? [...present] : [...new Set([...present, ...statusOf.keys()])];
      const changed = whole ? documents.slice(-1) : documents.filter((document) => document.changedIn > since);
      return {
        epoch: workspace.epoch,
        head: workspace.headRevision,
        tree: paths.map((path) => treeEntry(path, statusOf.get(path))),
        removed: removed.map(({ path }) => path as FilePath).filter((path) => !present.has(path)),
        ...(whole && input.since !== undefined ? { reset: true } : {}),
        changed: changed.map((document) => document.path as FilePath),
      };
    },
    { isolationLevel: "RepeatableRead" },
  );
}

export function treeEntry(path: string, status: DocumentStatus | undefined): TreeEntry {
  return isDocument(path)
    ? { path: path as FilePath, kind: "document", status: status ?? "never-run" }
    : { path: path as FilePath, kind: "file", status: null };
}
