import type { ServiceContext } from "../service-context.ts";
import { hashToken } from "./hash-token.ts";

export type FoundToken = {
  id: string;
  name: string;
  scope: "sync" | "read";
  workspaceId: string;
  slug: string;
  partition: number;
};

/** The token's workspace and scope, or null. Marks it as used, at most once a minute. */
export async function findToken(ctx: Pick<ServiceContext, "db">, token: string): Promise<FoundToken | null> {
  const row = await ctx.db.accessToken.findUnique({
    where: { tokenHash: hashToken(token) },
    include: { workspace: true },
  });
  if (!row || row.revokedAt) return null;
  if (!row.lastUsedAt || Date.now() - row.lastUsedAt.getTime() > 60_000) {
    await ctx.db.accessToken.update({ where: { id: row.id }, data: { lastUsedAt: new Date() } });
  }
  const { id, slug, partition } = row.workspace;
  return { id: row.id, name: row.name, scope: row.scope, workspaceId: id, slug, partition };
}
