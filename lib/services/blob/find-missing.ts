import type { Sha256 } from "#lib/protocol/ids.ts";
import type { ServiceContext } from "../service-context.ts";

/** Which of these this workspace does not know yet: another workspace's bytes do not count. */
export async function findMissing(
  ctx: Pick<ServiceContext, "db">,
  input: { workspaceId: string; hashes: Sha256[] },
): Promise<Sha256[]> {
  const known = await ctx.db.blob.findMany({
    where: { workspaceId: input.workspaceId, sha256: { in: input.hashes } },
    select: { sha256: true },
  });
  const present = new Set(known.map((row) => row.sha256));
  return [...new Set(input.hashes)].filter((hash) => !present.has(hash));
}
