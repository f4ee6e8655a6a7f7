import type { Sha256 } from "#lib/protocol/ids.ts";
import { readBlobBytes } from "../blob/read-blob.ts";
import type { ServiceContext } from "../service-context.ts";

/** The document's text at the head, and which other paths changed after a revision. null: it was removed. */
export async function readSource(
  ctx: Pick<ServiceContext, "db" | "blobs">,
  input: { workspaceId: string; path: string; since: number },
): Promise<{ source: string; alsoChanged: string[] } | null> {
  const { workspaceId, path, since } = input;
  const file = await ctx.db.file.findUnique({ where: { workspaceId_path: { workspaceId, path } } });
  const bytes = file && (await readBlobBytes(ctx, { workspaceId, sha256: file.sha256 as Sha256 }));
  if (!bytes) return null;
  const changed = await ctx.db.revisionFile.findMany({
    where: { workspaceId, revision: { gt: since }, path: { not: path } },
    select: { path: true },
  });
  return { source: bytes.toString("utf8"), alsoChanged: changed.map((row) => row.path) };
}
