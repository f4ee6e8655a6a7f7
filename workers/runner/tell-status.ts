import type { FilePath } from "#lib/protocol/ids.ts";
import { type DocumentStatus, rooms } from "#lib/protocol/live.ts";
import type { ClaimedRun } from "#lib/services/run/claim-run.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";

/** What the tree shows of a document, to everyone in the workspace, whether they watch it or not. */
export function tellStatus(ctx: Pick<ServiceContext, "nudges">, claimed: ClaimedRun, status: DocumentStatus): void {
  const { workspaceId, revision, path } = claimed;
  const message = { revision, added: [], removed: [], renamed: [], status: { [path as FilePath]: status } };
  ctx.nudges.emit(rooms.workspace(workspaceId), "tree-changed", message);
}
