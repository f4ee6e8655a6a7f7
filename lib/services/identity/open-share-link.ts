import { AppError } from "#lib/errors.ts";
import type { Role } from "#lib/protocol/live.ts";
import type { ServiceContext } from "../service-context.ts";
import { hashToken } from "./hash-token.ts";
import { viewerName } from "./viewer-name.ts";

export type OpenShareLinkInput = { token: string; viewerId: string };

const rank: Record<Role, number> = { viewer: 0, editor: 1, owner: 2 };

/** Ties the link's role to the viewer; a higher role that the viewer has already stays. */
export async function openShareLink(
  ctx: ServiceContext,
  input: OpenShareLinkInput,
): Promise<{ workspace: string; role: Role }> {
  return ctx.db.$transaction(async (tx) => {
    const link = await tx.shareLink.findUnique({
      where: { tokenHash: hashToken(input.token) },
      include: { workspace: true },
    });
    if (!link || link.revokedAt)
      throw new AppError("not-found", "This link does not exist or was withdrawn. Ask for a new one.");
    const key = { workspaceId_viewerId: { workspaceId: link.workspaceId, viewerId: input.viewerId } };
    const present = await tx.membership.findUnique({ where: key });
    const role = present && rank[present.role] > rank[link.role] ? present.role : link.role;
    if (link.oneTime && present?.role !== link.role) {
      const { count } = await tx.shareLink.updateMany({
        where: { id: link.id, usedAt: null },
        data: { usedAt: new Date() },
      });
      if (count === 0) throw new AppError("forbidden", "This link worked once and was used already.");
    }
    await tx.viewer.upsert({
      where: { id: input.viewerId },
      create: { id: input.viewerId, name: viewerName(input.viewerId) },
      update: {},
    });
    await tx.membership.upsert({
      where: key,
      create: { workspaceId: link.workspaceId, viewerId: input.viewerId, role },
      update: { role },
    });
    return { workspace: link.workspace.slug, role };
  });
}
