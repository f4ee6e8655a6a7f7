import type { Role } from "#lib/protocol/live.ts";
import type { ServiceContext } from "../service-context.ts";

export type FoundWorkspace = { id: string; slug: string; name: string; epoch: string; role: Role };

/** null where there is no such workspace and where the viewer has no role in it: one cannot be told from the other. */
export async function findWorkspace(
  ctx: Pick<ServiceContext, "db">,
  input: { slug: string; viewerId: string },
): Promise<FoundWorkspace | null> {
  const workspace = await ctx.db.workspace.findUnique({
    where: { slug: input.slug },
    include: { members: { where: { viewerId: input.viewerId }, select: { role: true } } },
  });
  const role = workspace?.members[0]?.role;
  if (!workspace || !role) return null;
  return { id: workspace.id, slug: workspace.slug, name: workspace.name, epoch: workspace.epoch, role };
}

/** Whoever may see it: to be asked of no one's behalf. */
export async function findWorkspaceId(ctx: Pick<ServiceContext, "db">, slug: string): Promise<string | null> {
  const workspace = await ctx.db.workspace.findUnique({ where: { slug }, select: { id: true } });
  return workspace?.id ?? null;
}
