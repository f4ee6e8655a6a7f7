import { AppError } from "#lib/errors.ts";
import type { Change } from "#lib/protocol/agent.ts";
import type { Sha256 } from "#lib/protocol/ids.ts";
import { limits } from "#lib/protocol/limits.ts";
import { sha256Of } from "../blob/store-blob.ts";

/** Contents that travel inside a commit, by their checked hash; `data` is base64. */
export type Contents = Map<Sha256, { size: number; data: string }>;

export function gatherContents(changes: Change[]): Contents {
  const contents: Contents = new Map();
  let total = 0;
  for (const change of changes) {
    if (change.op !== "put" || change.content === undefined || contents.has(change.sha256)) continue;
    const bytes = Buffer.from(change.content, "base64");
    total += bytes.length;
    if (bytes.length > limits.inlineFileBytes || total > limits.inlineCommitBytes) {
      throw new AppError(
        "too-large",
        "The contents inside this commit are too large. Upload them first, then commit their hashes.",
      );
    }
    if (sha256Of(bytes) !== change.sha256)
      throw new AppError("bad-request", `The content of ${change.path} does not have the hash that it was sent under.`);
    contents.set(change.sha256, { size: bytes.length, data: change.content });
  }
  return contents;
}
