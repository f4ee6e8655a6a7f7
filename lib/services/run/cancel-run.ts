import { AppError } from "#lib/errors.ts";
import type { ServiceContext } from "../service-context.ts";

export type CancelRunInput = { workspaceId: string; path: string; run: number };

/**
 * Asks the runner to end this run. false: it is not running any more. The row holds the wish, the nudge only
 * speeds it up.
 */
export async function cancelRun(ctx: ServiceContext, input: CancelRunInput): Promise<{ cancelled: boolean }> {
  const { workspaceId, path, run } = input;
  const document = await ctx.db.document.findUnique({ where: { workspaceId_path: { workspaceId, path } } });
  if (!document) throw new AppError("not-found", `There is no document ${path} in this workspace.`);
  const { count } = await ctx.db.document.updateMany({
    where: { id: document.id, claimedRun: run, status: "running" },
    data: { cancelRun: run },
  });
  if (count === 0) return { cancelled: false };
  ctx.nudges.control({ type: "cancel", documentId: document.id });
  return { cancelled: true };
}
