"use client";
import type { BlockView } from "#lib/core/document-view.ts";
import type { Reason } from "#lib/protocol/block.ts";
import { ReasonWords } from "./reason-words.tsx";

/** What is no news stays in the margin until it is asked for. */
const quiet: Reason["code"][] = ["first-run", "kept", "lines-moved", "prose", "not-evaluated"];

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

const beginnings: Partial<Record<BlockView["state"], string>> = {
  queued: "Will run because",
  running: "Running because",
  stale: "Was to run because",
  "not-run": "Was to run because",
};

/** The server's reason is a clause, "ran: its code changed"; how the sentence begins depends on what the block does now. */
function sentenceOf({ reason, state, kind }: BlockView): string | null {
  if (kind === "prose" || reason === null || reason.text === "") return null;
  const clause = reason.text.replace(/^(ran|kept): /, "");
  if (reason.code === "lines-moved") return ended(`Shown again: ${clause}`);
  if (/^[A-Z]/.test(clause)) return ended(clause);
  if (state === "kept") return ended(`Cached: ${clause}`);
  if (clause.startsWith("first time")) return ended(`Ran for the ${clause}`);
  return ended(`${beginnings[state] ?? "Ran because"} ${clause}`);
}

const ended = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);
