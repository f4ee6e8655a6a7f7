// What a page needs to know of a workspace: all of it, or what is new since a revision.

import { isDocument } from "#lib/core/is-document.ts";
import { AppError } from "#lib/errors.ts";
import type { FilePath, ViewerId } from "#lib/protocol/ids.ts";
import type { DocumentStatus, JoinAnswer, TreeEntry } from "#lib/protocol/live.ts";
import { viewerName } from "../identity/viewer-name.ts";
import type { ServiceContext } from "../service-context.ts";

export type JoinWorkspaceInput = { workspaceId: string; viewerId: string; since?: number | undefined };
export type JoinedWorkspace = Omit<JoinAnswer, "here" | "agents">;

export async function joinWorkspace(
  ctx: Pick<ServiceContext, "db">,
  input: JoinWorkspaceInput,
): Promise<JoinedWorkspace> {
  const { workspaceId, viewerId } = input;
  return ctx.db.$transaction(
    async (tx) => {
      const workspace = await tx.workspace.findUnique({ where: { id: workspaceId } });
      const membership = await tx.membership.findUnique({
        where: { workspaceId_viewerId: { workspaceId, viewerId } },
        include: { viewer: true },
      });
      if (!workspace || !membership)
        throw new AppError("not-found", "This workspace does not exist, or you have no access to it.");
      const pin = await tx.pin.findUnique({ where: { workspaceId_viewerId: { workspaceId, viewerId } } });
      const preferences = await tx.preference.findMany({ where: { workspaceId, viewerId } });

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
        role: membership.role,
        viewer: { id: viewerId as ViewerId, name: membership.viewer.name || viewerName(viewerId) },
        pin: (pin?.path as FilePath | undefined) ?? null,
        preferences: Object.fromEntries(preferences.map(({ key, value }) => [key, value as never])),
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
