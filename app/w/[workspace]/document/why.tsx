"use client";
import type { BlockView } from "#lib/core/document-view.ts";
import type { Reason } from "#lib/protocol/block.ts";
import { ReasonWords } from "./reason-words.tsx";

/** What is no news stays in the margin until it is asked for. */
const quiet: Reason["code"][] = ["first-run", "kept", "prose", "not-evaluated"];

export function whyIsNews({ reason, dirty, kind }: BlockView): boolean {
  return kind === "code" && dirty && reason !== null && !quiet.includes(reason.code);
}

/** The margin: why the block ran, or why it did not have to. */
export function Why({ block }: { block: BlockView }) {
  const sentence = sentenceOf(block);
  if (sentence === null) return null;
  return (
    <p className="block-why" id={`why-${block.id}`}>
      <ReasonWords text={sentence} />
    </p>
  );
}

function sentenceOf({ reason, state, kind }: BlockView): string | null {
  if (kind === "prose" || reason === null || reason.text === "") return null;
  const { text } = reason;
  if (/^[A-Z]/.test(text)) return ended(text);
  if (state === "kept") return ended(`Cached: ${text}`);
  if (state === "queued") return ended(`Waits; it runs because ${text}`);
  return ended(`${state === "running" ? "Running" : "Ran"} because ${text}`);
}

const ended = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);
