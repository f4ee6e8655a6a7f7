"use client";
// What a block shows: its streaming output while it runs, else its last result, which stays, marked, until the new one is
// here (L5). Its place keeps its height meanwhile, so that nothing below it moves.
import { useLayoutEffect, useRef } from "react";
import type { BlockView } from "#lib/core/document-view.ts";
import type { Element } from "#lib/protocol/element.ts";
import type { RunError } from "#lib/protocol/live.ts";
import { usePageState } from "../live/use-page.ts";
import { currentView } from "../shell/slices.ts";
import { ErrorWords } from "./error-result.tsx";
import { ResultElement } from "./result-element.tsx";

type Props = { block: BlockView; run: number; endedBy: RunError | null };

export function BlockResults({ block, run, endedBy }: Props) {
  const { state, result, live } = block;
  const place = useKeptHeight(state === "running");
  if (block.kind === "prose" || block.hide.includes("visuals")) return null;
  const streams = live !== null && live.elements.length > 0;
  const elements = streams ? live.elements : (result?.elements ?? []);
  const isOld =
    !streams && result !== null && result.run < run && (state === "queued" || state === "running" || state === "stale");
  const isEnd = endedBy?.block === block.id && state === "failed";
  const hasError = elements.some(({ kind }) => kind === "error");
  return (
    <div ref={place} className="block-results" data-stale={isOld || undefined}>
      {isEnd && <ErrorWords name={endedBy.message} hint={endedBy.hint} />}
      {elements.map((element, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an element's place is its identity while it streams.
        <ResultElement key={`${index} ${element.kind}`} element={element} label={labelOf(block, elements, index)} />
      ))}
      {!streams && !hasError && !isEnd && result?.error && <ErrorWords name={result.error.message} />}
      {isOld && elements.length > 0 && (
        <p className="stale-note">
          <i className="glyph glyph-stale" />
          Result of run {result.run}
        </p>
      )}
      {state === "not-run" && <NotRun block={block} endedBy={endedBy} />}
    </div>
  );
}

function labelOf(block: BlockView, elements: readonly Element[], index: number): string {
  return elements.length === 1 ? `Result of block ${block.ordinal}` : `Result ${index + 1} of block ${block.ordinal}`;
}

function NotRun({ block, endedBy }: { block: BlockView; endedBy: RunError | null }) {
  const culprit = usePageState(currentView)?.blocks.find(({ id }) => id === endedBy?.block);
  if (!block.evaluated) return <p className="stale-note">Not run: the author switched it off.</p>;
  if (!culprit || culprit.id === block.id) return null;
  return (
    <div className="result not-run">
      <span>Not run: an earlier block ended the run.</span>
      <a className="text-link" href={`#${culprit.id}`}>
        Go to block {culprit.ordinal}
      </a>
    </div>
  );
}

function useKeptHeight(isRunning: boolean) {
  const place = useRef<HTMLDivElement>(null);
  const height = useRef(0);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    if (!isRunning) {
      element.style.minHeight = "";
      height.current = element.offsetHeight;
    } else element.style.minHeight = `${height.current}px`;
  });
  return place;
}
