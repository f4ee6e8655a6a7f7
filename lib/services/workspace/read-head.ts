import type { z } from "zod";
import { AppError } from "#lib/errors.ts";
import type { HelloAnswer } from "#lib/protocol/agent.ts";
import { limits } from "#lib/protocol/limits.ts";
import type { ServiceContext } from "../service-context.ts";

/** What a writer compares itself with before it sends anything. */
export async function readHead(
  ctx: Pick<ServiceContext, "db">,
  input: { workspaceId: string },
): Promise<z.infer<typeof HelloAnswer>> {
  const workspace = await ctx.db.workspace.findUnique({ where: { id: input.workspaceId } });
  if (!workspace) throw new AppError("not-found", "This workspace does not exist any more.");
  const { fileBytes, workspaceFiles, workspaceBytes, inlineFileBytes, inlineCommitBytes, commitChanges } = limits;
  return {
    epoch: workspace.epoch,
    headRevision: workspace.headRevision,
    headRoot: workspace.headRoot,
    ignore: [],
    limits: { fileBytes, workspaceFiles, workspaceBytes, inlineFileBytes, inlineCommitBytes, commitChanges },
  };
}
