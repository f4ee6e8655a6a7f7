// Two states of one document, block by block. A block is the same one in both where its id is: ids stay through edits.
import type { BlockView, DocumentView } from "./document-view.ts";

export type BlockChange = {
  id: string;
  /** As it was in either; null: there it was not. Never both. */
  a: BlockView | null;
  b: BlockView | null;
  sourceDiffers: boolean;
  resultDiffers: boolean;
};

/** Every block of both: in the order of `b`, those that only `a` has behind what stood before them there. */
export function compareViews(a: DocumentView, b: DocumentView): BlockChange[] {
  const before = new Map(a.blocks.map((block) => [block.id, block]));
  const after = new Map(b.blocks.map((block) => [block.id, block]));
  const changes = b.blocks.map((block) => changeOf(before.get(block.id) ?? null, block));
  let place = 0;
  for (const block of a.blocks) {
    if (after.has(block.id)) place = changes.findIndex(({ id }) => id === block.id) + 1;
    else {
      changes.splice(place, 0, changeOf(block, null));
      place += 1;
    }
  }
  return changes;
}

export const differs = (change: BlockChange): boolean => change.sourceDiffers || change.resultDiffers;

function changeOf(a: BlockView | null, b: BlockView | null): BlockChange {
  const id = (a ?? b)?.id ?? "";
  const digest = (block: BlockView | null) => block?.result?.digest ?? null;
  const shows = (block: BlockView | null) => (block?.result?.elements.length ?? 0) > 0;
  return {
    ...{ id, a, b },
    sourceDiffers: a?.source !== b?.source,
    resultDiffers: digest(a) !== digest(b) && (shows(a) || shows(b)),
  };
}
