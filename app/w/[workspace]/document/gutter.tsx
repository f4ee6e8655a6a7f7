"use client";
import type { BlockView } from "#lib/core/document-view.ts";
import { Elapsed } from "../shell/elapsed.tsx";
import { stateWords } from "./block-words.ts";

type Props = { block: BlockView; isLit: boolean; whyOpen: boolean; onWhy: () => void };

export function Gutter({ block, isLit, whyOpen, onWhy }: Props) {
  const { state, glyph, words } = stateWords(block);
  const lamp = isLit && (state === "ran" || state === "cached" || state === "prose");
  return (
    <div className="block-gutter">
      <span className="block-top">
        <a className="block-no" href={`#${block.id}`} aria-label={`Link to block ${block.ordinal}`}>
          <i className="icon icon-link" />
          {block.ordinal}
        </a>
        {(lamp || glyph) && <i className={`glyph glyph-${lamp ? "lamp" : glyph}`} />}
      </span>
      {words && (
        <button
          type="button"
          className="block-state"
          aria-expanded={whyOpen}
          aria-controls={`why-${block.id}`}
          onClick={onWhy}
        >
          {words}
          {state === "running" && <Elapsed />}
        </button>
      )}
    </div>
  );
}
