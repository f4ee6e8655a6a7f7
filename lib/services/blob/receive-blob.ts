import { BlobTooLarge, HashMismatch } from "#lib/blobs/port.ts";
import { AppError } from "#lib/errors.ts";
import type { Sha256 } from "#lib/protocol/ids.ts";
import { limits } from "#lib/protocol/limits.ts";
import type { ServiceContext } from "../service-context.ts";
import { registerBlob } from "./store-blob.ts";

/** Stores an upload under its hash, which is checked while it streams; repeating it changes nothing. */
export async function receiveBlob(
  ctx: ServiceContext,
  input: { workspaceId: string; sha256: Sha256; stream: AsyncIterable<Uint8Array> },
): Promise<void> {
  const { workspaceId, sha256, stream } = input;
  try {
    const size = await ctx.blobs.putStream(sha256, stream, limits.fileBytes);
    await registerBlob(ctx, { workspaceId, sha256, size, data: null });
  } catch (error) {
    if (error instanceof HashMismatch)
      throw new AppError("unprocessable", `The upload's bytes do not have the hash ${sha256}.`);
    if (error instanceof BlobTooLarge)
      throw new AppError("too-large", `A file may have at most ${limits.fileBytes} bytes.`);
    throw error;
  }
}
