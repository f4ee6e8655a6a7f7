import { Readable } from "node:stream";
import type { Sha256 } from "#lib/protocol/ids.ts";
import type { ServiceContext } from "../service-context.ts";

export type ReadBlobInput = { workspaceId: string; sha256: Sha256; range?: { start: number; end: number } | undefined };

/** The bytes, if this workspace uploaded or produced them; `end` is inclusive, as in HTTP. */
export async function readBlob(
  ctx: Pick<ServiceContext, "db" | "blobs">,
  input: ReadBlobInput,
): Promise<{ stream: Readable; size: number } | null> {
  const { workspaceId, sha256, range } = input;
  const row = await ctx.db.blob.findUnique({ where: { workspaceId_sha256: { workspaceId, sha256 } } });
  if (!row) return null;
  if (row.data) {
    const bytes = Buffer.from(row.data);
    return { stream: Readable.from([range ? bytes.subarray(range.start, range.end + 1) : bytes]), size: row.size };
  }
  const stream = await ctx.blobs.get(sha256, range);
  return stream && { stream, size: row.size };
}

export async function readBlobBytes(
  ctx: Pick<ServiceContext, "db" | "blobs">,
  input: { workspaceId: string; sha256: Sha256 },
): Promise<Buffer | null> {
  const found = await readBlob(ctx, input);
  if (!found) return null;
  const chunks: Buffer[] = [];
  for await (const chunk of found.stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
