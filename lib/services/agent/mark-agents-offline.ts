import { Prisma } from "#lib/generated/prisma/client.ts";
import type { ServiceContext } from "../service-context.ts";

/** An agent says something at least every 5 s; after three missed times it counts as away. */
const AWAY_AFTER_MS = 15_000;

export async function markAgentsOffline(
  ctx: Pick<ServiceContext, "db">,
): Promise<{ workspaceId: string; name: string; since: Date }[]> {
  return ctx.db.$queryRaw<{ workspaceId: string; name: string; since: Date }[]>(Prisma.sql`
    UPDATE "Agent" SET online = false, since = "seenAt"
    WHERE online AND "seenAt" < now() - ${AWAY_AFTER_MS} * interval '1 millisecond'
    RETURNING "workspaceId"::text, name, since`);
}
