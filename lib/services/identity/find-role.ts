import { Prisma } from "#lib/generated/prisma/client.ts";
import type { Role } from "#lib/protocol/live.ts";
import type { ServiceContext } from "../service-context.ts";

/** The viewer's role in the workspace now, or null: asked on every event, so that losing access takes effect. */
export async function findRole(
  ctx: Pick<ServiceContext, "sql">,
  input: { workspaceId: string; viewerId: string },
): Promise<Role | null> {
  const { workspaceId, viewerId } = input;
  const [membership] = await ctx.sql<{ role: Role }>(Prisma.sql`
    SELECT role FROM "Membership" WHERE "workspaceId" = ${workspaceId}::uuid AND "viewerId" = ${viewerId}::uuid`);
  return membership?.role ?? null;
}
