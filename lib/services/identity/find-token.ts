import { Prisma } from "#lib/generated/prisma/client.ts";
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
export async function findToken(ctx: Pick<ServiceContext, "db" | "sql">, token: string): Promise<FoundToken | null> {
  const [row] = await ctx.sql<FoundToken & { unmarked: boolean }>(Prisma.sql`
    SELECT t.id::text, t.name, t.scope, w.id::text AS "workspaceId", w.slug, w.partition,
      COALESCE(t."lastUsedAt" < now() - interval '1 minute', true) AS unmarked
    FROM "AccessToken" t JOIN "Workspace" w ON w.id = t."workspaceId"
    WHERE t."tokenHash" = ${hashToken(token)} AND t."revokedAt" IS NULL`);
  if (!row) return null;
  const { unmarked, ...found } = row;
  if (unmarked) await ctx.db.accessToken.update({ where: { id: found.id }, data: { lastUsedAt: new Date() } });
  return found;
}
