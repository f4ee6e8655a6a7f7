import type { Sha256 } from "#lib/protocol/ids.ts";
import type { ServiceContext } from "../service-context.ts";

export type ChangedFile = { path: string; sha256: Sha256 | null; mode: number };
export type HistoryStep = {
  number: number;
  origin: string;
  byName: string;
  message: string | null;
  createdAt: Date;
  files: ChangedFile[];
};

/** The revisions after a number, oldest first, with what each did. */
export async function readHistory(
  ctx: Pick<ServiceContext, "db">,
  input: { workspaceId: string; after: number },
): Promise<HistoryStep[]> {
  const revisions = await ctx.db.revision.findMany({
    where: { workspaceId: input.workspaceId, number: { gt: input.after } },
    orderBy: { number: "asc" },
    include: { files: { select: { path: true, sha256: true, mode: true } } },
  });
  return revisions.map(({ number, origin, byName, message, createdAt, files }) => ({
    ...{ number, origin, byName, message, createdAt },
    files: files.map((file) => ({ ...file, sha256: file.sha256 as Sha256 | null })),
  }));
}
