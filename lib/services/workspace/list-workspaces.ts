import type { Role } from "#lib/protocol/live.ts";
import type { ServiceContext } from "../service-context.ts";

export async function listWorkspaces(
  ctx: Pick<ServiceContext, "db">,
  input: { viewerId: string },
): Promise<{ slug: string; name: string; role: Role }[]> {
  const memberships = await ctx.db.membership.findMany({
    where: { viewerId: input.viewerId },
    include: { workspace: { select: { slug: true, name: true } } },
    orderBy: { createdAt: "asc" },
  });
  return memberships.map(({ role, workspace }) => ({ slug: workspace.slug, name: workspace.name, role }));
}
