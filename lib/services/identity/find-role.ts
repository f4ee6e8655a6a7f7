import type { Role } from "#lib/protocol/live.ts";
import type { ServiceContext } from "../service-context.ts";

/** The viewer's role in the workspace now, or null: asked on every event, so that losing access takes effect. */
export async function findRole(
  ctx: Pick<ServiceContext, "db">,
  input: { workspaceId: string; viewerId: string },
): Promise<Role | null> {
  const { workspaceId, viewerId } = input;
  const membership = await ctx.db.membership.findUnique({
    where: { workspaceId_viewerId: { workspaceId, viewerId } },
    select: { role: true },
  });
  return membership?.role ?? null;
}
