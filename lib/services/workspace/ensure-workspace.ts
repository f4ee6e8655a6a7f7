import { createHash } from "node:crypto";
import { PARTITIONS } from "#lib/protocol/job.ts";
import { hashToken } from "../identity/hash-token.ts";
import type { ServiceContext } from "../service-context.ts";

export type EnsureWorkspaceInput = {
  slug: string;
  name: string;
  /** Gives the role viewer, any number of times. */
  shareToken: string;
  /** For the sync agent and git. */
  agentToken: string;
  /** Gives the role owner, once. */
  ownerToken: string;
};

/** Makes the workspace and its three tokens where they are missing; running it again changes nothing. */
export async function ensureWorkspace(
  ctx: Pick<ServiceContext, "db">,
  input: EnsureWorkspaceInput,
): Promise<{ id: string; ownerLinkUsed: boolean }> {
  return ctx.db.$transaction(async (tx) => {
    const workspace = await tx.workspace.upsert({
      where: { slug: input.slug },
      create: { slug: input.slug, name: input.name, partition: partitionOf(input.slug) },
      update: {},
    });
    const workspaceId = workspace.id;
    const link = (token: string, role: "viewer" | "owner", oneTime: boolean) =>
      tx.shareLink.upsert({
        where: { tokenHash: hashToken(token) },
        create: { workspaceId, tokenHash: hashToken(token), role, oneTime },
        update: {},
      });
    await link(input.shareToken, "viewer", false);
    const owner = await link(input.ownerToken, "owner", true);
    await tx.accessToken.upsert({
      where: { tokenHash: hashToken(input.agentToken) },
      create: { workspaceId, name: "first agent", tokenHash: hashToken(input.agentToken), scope: "sync" },
      update: {},
    });
    return { id: workspaceId, ownerLinkUsed: owner.usedAt !== null };
  });
}

/** A workspace's jobs go to one partition, so that its kernels are warm where its jobs run. */
function partitionOf(slug: string): number {
  return createHash("sha256").update(slug).digest().readUInt32BE(0) % PARTITIONS;
}
