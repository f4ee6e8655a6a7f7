// The one reducer: folds a document's messages into what a screen draws of it. The server's first paint, the live page
// and the page that resumes all use it, so that they cannot differ (rules L1, L2a, L3, L5).
import type { PlannedBlock, Reason } from "#lib/protocol/block.ts";
import type { Element } from "#lib/protocol/element.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import type {
  BlockOutput,
  BlockResult,
  DocumentMessage,
  DocumentStatus,
  LoadAnswer,
  RunEnd,
  RunError,
  RunStart,
} from "#lib/protocol/live.ts";
import { type BlockState, mayRun, withBlockStates } from "./block-state.ts";
import { foldRunStart } from "./fold-run-start.ts";
import { appendOutput, type LiveOutput } from "./live-output.ts";

/** What one block showed. `run` executed it, which may be long ago; `elapsedMs` of that execution. */
export type ShownResult = {
  run: number;
  seq: number;
  ok: boolean;
  elements: Element[];
  digest: string;
  elapsedMs: number;
  unchanged: boolean;
  error: { code: string; message: string } | null;
};

export type BlockView = Pick<
  PlannedBlock,
  "id" | "ordinal" | "kind" | "hash" | "line" | "source" | "pieces" | "hide" | "evaluated" | "warnings"
> & {
  title: string | null;
  /** The view's run executes this block: predicted by the plan, set right by its result and by the run's end. */
  dirty: boolean;
  /** For a kept block, the digest of the result that this view must hold. */
  keeps: string | null;
  reason: Reason | null;
  state: BlockState;
  /** The last result; it stays until the new one comes (L5). */
  result: ShownResult | null;
  /** What the block has streamed in the present run, until its result comes. */
  live: LiveOutput | null;
};

/** Plain JSON. `run` 0: nothing has run that this view knows of. `startedAt` in Unix ms. */
export type DocumentView = {
  path: FilePath;
  run: number;
  seq: number;
  revision: number;
  status: DocumentStatus;
  cause: RunStart["cause"] | null;
  startedAt: number | null;
  blocks: BlockView[];
  error: RunError | null;
  timings: Record<string, number>;
  /** A run-start left out a source that this view does not have: only a load from 0 mends it. */
  hole: boolean;
};

export function emptyView(path: FilePath): DocumentView {
  return {
    path,
    run: 0,
    seq: 0,
    revision: 0,
    status: "never-run",
    cause: null,
    startedAt: null,
    blocks: [],
    error: null,
    timings: {},
    hole: false,
  };
}

/**
 * Folds one message. A live one that is not newer than the view is dropped; one of an older run advances `seq` alone
 * (L1). A replayed one is exempt from both and leaves `seq` to the acknowledgement (L2a): see `foldLoad`.
 */
export function foldMessage(view: DocumentView, message: DocumentMessage): DocumentView {
  if (message.message.file !== view.path) return view;
  if (message.type === "block-output") return foldOutput(view, message.message);
  const { seq, run, replay } = message.message;
  if (replay) return foldDurable(view, message);
  if (seq <= view.seq) return view;
  return { ...(run < view.run ? view : foldDurable(view, message)), seq };
}

/** Folds what a load sent, then its acknowledgement, whose `seq` becomes the view's (L2a). */
export function foldLoad(
  view: DocumentView,
  replay: DocumentMessage[],
  answer: Pick<LoadAnswer, "seq" | "status">,
): DocumentView {
  const replayed = replay.reduce(foldMessage, view);
  return withBlockStates({ ...replayed, seq: answer.seq, status: answer.status });
}

/** Whether something that an earlier message must have brought is missing: the view then needs a load from 0. */
export function lacksSomething(view: DocumentView): boolean {
  return view.hole || view.blocks.some((block) => block.keeps !== null && block.keeps !== block.result?.digest);
}

function foldDurable(view: DocumentView, message: Exclude<DocumentMessage, { type: "block-output" }>): DocumentView {
  switch (message.type) {
    case "run-start":
      return foldRunStart(view, message.message);
    case "block-result":
      return foldResult(view, message.message);
    case "run-end":
      return foldRunEnd(view, message.message);
  }
}

function foldResult(view: DocumentView, message: BlockResult): DocumentView {
  const blocks = view.blocks.map((block) => {
    if (block.id !== message.block) return block;
    // A replay of an earlier load that was given up may still arrive: it must not undo a newer result.
    if (block.result && block.result.seq > message.seq) return block;
    const shown = { ...block, result: shownResult(block, message), live: null };
    if (message.run !== view.run) return shown;
    // What has a result of this run has run, whatever the plan said of it.
    return { ...shown, dirty: true, keeps: null, reason: message.reason ?? block.reason };
  });
  return withBlockStates({ ...view, blocks });
}

function shownResult(block: BlockView, message: BlockResult): ShownResult {
  const { run, seq, ok, digest, elapsedMs } = message;
  // The same elements stay the same objects: what draws them then draws nothing anew.
  const elements = block.result?.digest === digest ? block.result.elements : message.elements;
  return {
    run,
    seq,
    ok,
    elements,
    digest,
    elapsedMs,
    unchanged: message.unchanged ?? false,
    error: message.error ?? null,
  };
}

function foldRunEnd(view: DocumentView, end: RunEnd): DocumentView {
  if (end.run < view.run) return view;
  // A run that ended before its plan was known: everything that executes is of an older state than the one wanted.
  const unplanned = end.run > view.run;
  const blocks = unplanned
    ? view.blocks.map((block) => ({ ...block, dirty: true, keeps: null, live: null }))
    : view.blocks.map((block) => settledBlock(block, end));
  const { run, status, error, timings } = end;
  return withBlockStates({ ...view, run, status, error, timings, blocks });
}

/** After the run: what was to run and did not have to is up to date with the result that it has. */
function settledBlock(block: BlockView, { run, kept }: RunEnd): BlockView {
  const ended = block.live ? { ...block, live: null } : block;
  const reason = kept && Object.hasOwn(kept, block.id) ? kept[block.id] : undefined;
  if (!reason || !block.dirty || block.result?.run === run) return ended;
  return { ...ended, dirty: false, keeps: block.result?.digest ?? null, reason };
}

function foldOutput(view: DocumentView, output: BlockOutput): DocumentView {
  if (output.run !== view.run || view.status !== "running") return view;
  const block = view.blocks.find((candidate) => candidate.id === output.block);
  if (!block || !mayRun(view, block)) return view;
  const live = appendOutput(block.live, output);
  if (live === block.live) return view;
  return { ...view, blocks: view.blocks.map((other) => (other === block ? { ...block, live } : other)) };
}
