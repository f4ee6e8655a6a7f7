import type { Readable } from "node:stream";
import type { FilePath, Sha256 } from "#lib/protocol/ids.ts";
import type { ServiceContext } from "../service-context.ts";
import { readBlob } from "./read-blob.ts";

/** A file of the workspace as it is at the head. null: there is none. */
export async function readFile(
  ctx: Pick<ServiceContext, "db" | "blobs">,
  input: { workspaceId: string; path: FilePath },
): Promise<{ stream: Readable; size: number; sha256: Sha256 } | null> {
  const { workspaceId, path } = input;
  const file = await ctx.db.file.findUnique({ where: { workspaceId_path: { workspaceId, path } } });
  if (!file) return null;
  const sha256 = file.sha256 as Sha256;
  const found = await readBlob(ctx, { workspaceId, sha256 });
  return found && { ...found, sha256 };
}
