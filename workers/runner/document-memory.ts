// What a runner knows of a document's last run, so that the next one need not ask the database for it: valid while
// this runner holds the partition under one fence, and read afresh otherwise.
import type { PlannedBlock } from "#lib/protocol/block.ts";
import { loadDocument } from "#lib/services/document/load-document.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";

export type DocumentMemory = {
  blocks: PlannedBlock[];
  /** Of each block's present result. */
  digests: Map<string, string>;
  /** Whether each block's present result is a good one. */
  oks: Map<string, boolean>;
};

export async function recallDocument(
  ctx: Pick<ServiceContext, "sql">,
  input: { workspaceId: string; path: string },
): Promise<DocumentMemory> {
  const memory: DocumentMemory = { blocks: [], digests: new Map(), oks: new Map() };
  const loaded = await loadDocument(ctx, { ...input, since: 0 });
  for (const { type, message } of loaded?.messages ?? []) {
    if (type === "run-start") memory.blocks = message.blocks as PlannedBlock[];
    if (type === "block-result") {
      memory.digests.set(message.block, message.digest);
      memory.oks.set(message.block, message.ok);
    }
  }
  return memory;
}
