import { Prisma } from "#lib/generated/prisma/client.ts";
import type { ServiceContext } from "../service-context.ts";

/** The agent was heard. Returns its state when it just came (back), else null. */
export async function seeAgent(
  ctx: Pick<ServiceContext, "sqlUnflushed">,
  input: { workspaceId: string; agentId: string; name: string },
): Promise<{ since: Date } | null> {
  const { workspaceId, agentId, name } = input;
  const rows = await ctx.sqlUnflushed<{ since: number; came: boolean }>(Prisma.sql`
    WITH before AS (SELECT online FROM "Agent" WHERE "workspaceId" = ${workspaceId}::uuid AND "agentId" = ${agentId})
    INSERT INTO "Agent" ("workspaceId", "agentId", name, online, since, "seenAt")
    VALUES (${workspaceId}::uuid, ${agentId}, ${name}, true, now(), now())
    ON CONFLICT ("workspaceId", "agentId") DO UPDATE SET
      name = EXCLUDED.name, "seenAt" = now(), online = true,
      since = CASE WHEN "Agent".online THEN "Agent".since ELSE now() END
    RETURNING (extract(epoch FROM since) * 1000)::float8 AS since, COALESCE((SELECT NOT online FROM before), true) AS came`);
  const row = rows[0];
  return row?.came ? { since: new Date(row.since) } : null;
}
