// Each state of a block has a glyph and a word of its own, the same in the gutter and in the command bar.
import type { BlockView } from "#lib/core/document-view.ts";
import { seconds } from "../shell/words.ts";

export type StateWords = { state: string; glyph: string; words: string };

export function stateWords(block: Pick<BlockView, "state" | "result">): StateWords {
  const time = block.result ? ` ${seconds(block.result.elapsedMs)}` : "";
  switch (block.state) {
    case "prose":
      return { state: "prose", glyph: "", words: "" };
    case "queued":
      return { state: "queued", glyph: "queued", words: "Queued" };
    case "running":
      return { state: "running", glyph: "running", words: "Running" };
    case "ran":
      return { state: "ran", glyph: "ran", words: `${block.result?.unchanged ? "Same" : "Ran"}${time}` };
    case "kept":
      return { state: "cached", glyph: "cached", words: "Cached" };
    case "failed":
      return { state: "failed", glyph: "failed", words: `Failed${block.result?.ok === false ? time : ""}` };
    case "stale":
      return { state: "stale", glyph: "stale", words: "Stale" };
    case "not-run":
      return { state: "skipped", glyph: "skipped", words: "Not run" };
  }
}
