import type { ServiceContext } from "../service-context.ts";

export type SetPinInput = { workspaceId: string; viewerId: string; path: string | null };

/** Stores the viewer's pin; null unpins. A pin may name a file that is not there (any more): the page says so. */
export async function setPin(ctx: Pick<ServiceContext, "db">, input: SetPinInput): Promise<void> {
  const { workspaceId, viewerId, path } = input;
  const key = { workspaceId_viewerId: { workspaceId, viewerId } };
  if (path === null) {
    await ctx.db.pin.deleteMany({ where: { workspaceId, viewerId } });
    return;
  }
  await ctx.db.pin.upsert({ where: key, create: { workspaceId, viewerId, path }, update: { path } });
}
