import type { PlannedBlock, Reason } from "#lib/protocol/block.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { PlanBody } from "#lib/protocol/kernel.ts";
import type { DocumentMessage, StartedBlock } from "#lib/protocol/live.ts";
import type { ClaimedRun } from "#lib/services/run/claim-run.ts";
import type { RunBatch } from "./run-recorder.ts";

export type LiveMessagesInput = {
  batch: RunBatch;
  /** The document's `seq` before the batch. */
  base: number;
  claimed: Pick<ClaimedRun, "path" | "run" | "revision" | "cause">;
  /** The reasons that the run's start tells. */
  reasons: PlanBody["reasons"];
  startedAt: number;
  knownHashes: ReadonlySet<string>;
  digests: ReadonlyMap<string, string>;
};

/** A recorded batch as the messages that viewers get, each with the `seq` under which it was recorded. */
export function liveMessages(input: LiveMessagesInput): DocumentMessage[] {
  const { batch, claimed } = input;
  const file = claimed.path as FilePath;
  const run = claimed.run;
  let seq = input.base;
  const messages: DocumentMessage[] = [];
  if (batch.start) {
    seq += 1;
    const { blocks, dirty, reasons } = batch.start;
    const { revision, cause } = claimed;
    messages.push({
      type: "run-start",
      message: {
        ...{ file, run, revision, seq, cause, startedAt: input.startedAt },
        ...{ blocks: blocks.map((block) => startedBlock(block, input)), dirty, reasons },
      },
    });
  }
  for (const { block, ordinal, ok, elements, digest, elapsedMs, unchanged, error, reason } of batch.results) {
    seq += 1;
    messages.push({
      type: "block-result",
      message: {
        ...{ file, block, run, seq, ordinal, ok, elements, digest, elapsedMs },
        ...(unchanged ? { unchanged } : {}),
        ...(error ? { error } : {}),
        ...(reason && !isSame(reason, input.reasons[block]) ? { reason } : {}),
      },
    });
  }
  if (batch.end) {
    seq += 1;
    const { status, error, timings, kept } = batch.end;
    const spared = Object.keys(kept).length > 0 ? { kept } : {};
    messages.push({ type: "run-end", message: { file, run, seq, status, error, timings, ...spared } });
  }
  return messages;
}

function isSame(reason: Reason, planned: Reason | undefined): boolean {
  return reason.code === planned?.code && reason.text === planned.text;
}

function startedBlock(block: PlannedBlock, input: LiveMessagesInput): StartedBlock {
  const digest = input.digests.get(block.id);
  const started: StartedBlock = digest ? { ...block, digest } : { ...block };
  if (!input.knownHashes.has(block.hash)) return started;
  delete started.source;
  delete started.prose;
  delete started.pieces;
  return started;
}
