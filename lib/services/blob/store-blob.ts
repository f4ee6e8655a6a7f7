// Small bytes live in their database row, in the same statement as what needs them; large ones in the blob store first.
import { createHash } from "node:crypto";
import type { BlobRef } from "#lib/protocol/element.ts";
import type { Sha256 } from "#lib/protocol/ids.ts";
import { limits } from "#lib/protocol/limits.ts";
import type { ServiceContext } from "../service-context.ts";

export function sha256Of(bytes: Uint8Array | string): Sha256 {
  return createHash("sha256").update(bytes).digest("hex") as Sha256;
}

export async function storeBlob(
  ctx: Pick<ServiceContext, "db" | "blobs">,
  input: { workspaceId: string; bytes: Uint8Array },
): Promise<BlobRef> {
  const sha256 = sha256Of(input.bytes);
  const size = input.bytes.length;
  const inRow = size <= limits.inlineFileBytes;
  if (!inRow) await ctx.blobs.put(sha256, input.bytes);
  await registerBlob(ctx, { workspaceId: input.workspaceId, sha256, size, data: inRow ? input.bytes : null });
  return { sha256, bytes: size };
}

/** Makes a hash known to the workspace; the bytes are in `data` or already in the blob store. */
export async function registerBlob(
  ctx: Pick<ServiceContext, "db">,
  input: { workspaceId: string; sha256: Sha256; size: number; data: Uint8Array | null },
): Promise<void> {
  const { workspaceId, sha256, size } = input;
  const data = input.data === null ? null : new Uint8Array(input.data);
  await ctx.db.blob.createMany({ data: [{ workspaceId, sha256, size, data }], skipDuplicates: true });
}
