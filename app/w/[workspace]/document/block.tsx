"use client";
import { memo, useRef, useState } from "react";
import type { BlockView } from "#lib/core/document-view.ts";
import type { Visible } from "#lib/protocol/block.ts";
import { ERROR_MIME, ErrorDetail } from "#lib/protocol/element.ts";
import type { RunError } from "#lib/protocol/live.ts";
import type { Light } from "../live/lights.ts";
import { BlockPieces } from "./block-pieces.tsx";
import { BlockResults } from "./block-results.tsx";
import { stateWords } from "./block-words.ts";
import { Gutter } from "./gutter.tsx";
import { useLight } from "./use-light.ts";
import { Why, whyIsNews } from "./why.tsx";

export type BlockProps = {
  block: BlockView;
  /** The newest run's number. */
  run: number;
  /** What ended the run in a block, where something did. */
  endedBy: RunError | null;
  light: Light | undefined;
  /** What the viewer does not want to see. */
  hidden: readonly Visible[];
  onSeen: (token: number) => void;
};

/** One block: the gutter says what state it is in, the margin says why. */
export const Block = memo(function Block({ block, run, endedBy, light, hidden, onSeen }: BlockProps) {
  const element = useRef<HTMLElement>(null);
  const [whyOpen, setWhyOpen] = useState(false);
  const { state } = stateWords(block);
  // What waits to run again is not what was new.
  const isWaiting = state === "queued" || state === "stale";
  const lit = useLight(isWaiting ? undefined : light, element, onSeen);
  return (
    <section
      ref={element}
      className="block"
      id={block.id}
      aria-label={`Block ${block.ordinal}`}
      aria-busy={state === "running" || undefined}
      data-state={state}
      data-lit={lit}
      data-why={whyIsNews(block) ? "shown" : undefined}
    >
      <Gutter
        block={block}
        isLit={lit !== undefined && lit !== "seen"}
        whyOpen={whyOpen}
        onWhy={() => setWhyOpen(!whyOpen)}
      />
      <div className="block-body">
        <BlockPieces block={block} hidden={hidden} former={light?.former ?? null} guilty={guiltyLine(block)} />
        {!hidden.includes("visuals") && <BlockResults block={block} run={run} endedBy={endedBy} />}
      </div>
      <Why block={block} />
    </section>
  );
}, isSame);

/** `onSeen` is new at each drawing and does the same. */
function isSame(a: BlockProps, b: BlockProps): boolean {
  return (
    a.block === b.block && a.run === b.run && a.light === b.light && a.hidden === b.hidden && a.endedBy === b.endedBy
  );
}

/** The file's line that the error is about. */
function guiltyLine(block: BlockView): number | null {
  if (block.state !== "failed") return null;
  for (const element of block.result?.elements ?? []) {
    if (element.kind !== "error" || !("bundle" in element)) continue;
    const detail = ErrorDetail.safeParse(element.bundle[ERROR_MIME]);
    if (detail.success) return detail.data.line ?? null;
  }
  return null;
}
