import type { AgentStatus } from "#lib/protocol/live.ts";
import type { ServiceContext } from "../service-context.ts";

export async function listAgents(
  ctx: Pick<ServiceContext, "db">,
  input: { workspaceId: string },
): Promise<AgentStatus[]> {
  const agents = await ctx.db.agent.findMany({
    where: { workspaceId: input.workspaceId },
    orderBy: { seenAt: "desc" },
    take: 20,
  });
  return agents.map(({ name, online, since }) => ({ name, online, since: since.toISOString() }));
}
