import type { FilePath } from "#lib/protocol/ids.ts";
import { type DocumentStatus, rooms } from "#lib/protocol/live.ts";
import type { ClaimedRun } from "#lib/services/run/claim-run.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";

/**
 * What the tree shows of a document, to everyone in the workspace, whether they watch it or not. Revision 0: it says
 * nothing of files, and must not pass for the announcement of a revision when that one was lost.
 */
export function tellStatus(ctx: Pick<ServiceContext, "nudges">, claimed: ClaimedRun, status: DocumentStatus): void {
  const { workspaceId, path } = claimed;
  const message = { revision: 0, added: [], removed: [], renamed: [], status: { [path as FilePath]: status } };
  ctx.nudges.emit(rooms.workspace(workspaceId), "tree-changed", message);
}
