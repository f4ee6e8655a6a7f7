// What one open document of a page does with its messages: folds them in their order, and where the order has a hole
// asks once for what is missing while later messages wait (rules L1 to L3). What to send is returned, never done.
import type { WireError } from "#lib/protocol/error.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { DocumentMessage, LoadAnswer } from "#lib/protocol/live.ts";
import { type DocumentView, emptyView, foldLoad, foldMessage, lacksSomething } from "./document-view.ts";

export type DocumentSync = {
  view: DocumentView;
  phase: "idle" | "loading";
  /** While loading: the view that the answer is folded into, with all that waits after it. */
  base: DocumentView;
  /** The connection's epoch is the view's: what comes during a load and goes on where the view ends is shown at once. */
  isContinued: boolean;
  /** Live messages that came during the load, in the order in which they came. */
  waiting: DocumentMessage[];
  /** What the load has sent: shown at its acknowledgement, all at once. */
  replay: DocumentMessage[];
  /** The number of the newest load, and the `since` that it asked with. */
  load: number;
  since: number;
  /** The epoch that the view's `seq` belongs to; null: nothing was ever loaded. */
  epoch: string | null;
  /** Why the last load failed; null again as soon as one is under way. */
  failure: WireError | null;
};

export type DocumentSyncEvent =
  /** Any of the four document messages, live or replayed, as it came from the socket. */
  | { type: "message"; message: DocumentMessage }
  /** The document was opened, or the socket has joined again, or it is time to try once more. `epoch`: as joined. */
  | { type: "load-wanted"; epoch: string | null }
  /** `epoch`: the one that the present connection's join answered. */
  | { type: "load-acknowledged"; load: number; answer: LoadAnswer; epoch: string }
  | { type: "load-failed"; load: number; error: WireError }
  /** The document's `seq` as the `head` message says it. */
  | { type: "head"; seq: number }
  | { type: "disconnected" };

/** `load` comes back in load-acknowledged and load-failed, so that a late answer is known as such. */
export type DocumentSyncEffect = {
  type: "load";
  load: number;
  path: FilePath;
  clientRun: number;
  since: number;
  epoch: string | null;
};

export type DocumentSyncStep = { state: DocumentSync; effects: DocumentSyncEffect[] };

/** A document that starts from what the server painted, or from nothing. */
export function startSync(view: DocumentView, epoch: string | null): DocumentSync {
  const nothing = { waiting: [], replay: [], load: 0, since: 0, failure: null };
  return { view, phase: "idle", base: view, isContinued: false, epoch, ...nothing };
}

export function syncDocument(state: DocumentSync, event: DocumentSyncEvent): DocumentSyncStep {
  switch (event.type) {
    case "message":
      return receive(state, event.message);
    case "load-wanted":
      return startLoad({ ...state, waiting: [], isContinued: continues(state, event.epoch) }, state.view.seq);
    case "load-acknowledged":
      return isUnderWay(state, event.load) ? acknowledge(state, event.answer, event.epoch) : stay(state);
    case "load-failed":
      return isUnderWay(state, event.load) ? stay(giveUp(state, event.error)) : stay(state);
    case "head":
      return state.phase === "idle" && event.seq > state.view.seq ? startLoad(state, state.view.seq) : stay(state);
    case "disconnected":
      return stay({ ...giveUp(state, null), isContinued: false });
  }
}

function continues({ epoch, view }: DocumentSync, joined: string | null): boolean {
  return epoch !== null && epoch === joined && view.seq > 0 && !lacksSomething(view);
}

function receive(state: DocumentSync, message: DocumentMessage): DocumentSyncStep {
  if (message.message.file !== state.view.path) return stay(state);
  if (message.type !== "block-output" && message.message.replay) return receiveReplay(state, message);
  if (state.phase === "loading") return stay({ ...goOn(state, message), waiting: [...state.waiting, message] });
  if (isBeyondHole(state.view, message)) return startLoad({ ...state, waiting: [message] }, state.view.seq);
  const view = foldMessage(state.view, message);
  const next = { ...state, view };
  const incomplete = message.type === "run-start" && view !== state.view && lacksSomething(view);
  return incomplete ? startLoad(next, 0) : stay(next);
}

/** Who was taken to a document is in its room already: a result need not wait for the answer to the load. */
function goOn(state: DocumentSync, message: DocumentMessage): DocumentSync {
  if (!state.isContinued || isBeyondHole(state.view, message)) return state;
  const view = foldMessage(state.view, message);
  return lacksSomething(view) ? { ...state, isContinued: false } : { ...state, view };
}

/** A replay that no load waits for belongs to one that was given up: the next load brings its content again. */
function receiveReplay(state: DocumentSync, message: DocumentMessage): DocumentSyncStep {
  return stay(state.phase === "loading" ? { ...state, replay: [...state.replay, message] } : state);
}

function isBeyondHole(view: DocumentView, message: DocumentMessage): boolean {
  return message.type !== "block-output" && message.message.seq > view.seq + 1;
}

function startLoad(state: DocumentSync, since: number): DocumentSyncStep {
  const load = state.load + 1;
  const { path, run } = state.view;
  return {
    state: { ...state, phase: "loading", base: state.view, replay: [], load, since, failure: null },
    effects: [{ type: "load", load, path, clientRun: run, since, epoch: state.epoch }],
  };
}

function acknowledge(state: DocumentSync, answer: LoadAnswer, epoch: string): DocumentSyncStep {
  // What the server counted as 0 it has answered in full: nothing of the old view may survive in the new one.
  const afresh = state.since === 0 || state.since > answer.seq || (state.epoch !== null && state.epoch !== epoch);
  const base = afresh ? emptyView(state.view.path) : state.base;
  const view = foldLoad(base, state.replay, answer);
  const loaded: DocumentSync = { ...state, view, epoch, phase: "idle", isContinued: true, waiting: [], replay: [] };
  if (!afresh && lacksSomething(view)) {
    // What was shown meanwhile stays until all is there.
    const shown = state.isContinued && state.view.seq > view.seq ? state.view : view;
    return startLoad({ ...loaded, view: shown, isContinued: false, waiting: state.waiting }, 0);
  }
  return receiveAll(loaded, state.waiting);
}

function receiveAll(state: DocumentSync, messages: DocumentMessage[]): DocumentSyncStep {
  let step = stay(state);
  for (const message of messages) {
    const next = receive(step.state, message);
    step = { state: next.state, effects: [...step.effects, ...next.effects] };
  }
  return step;
}

/** The next message beyond the hole, or the next `head`, starts another load. */
function giveUp(state: DocumentSync, failure: WireError | null): DocumentSync {
  return { ...state, phase: "idle", waiting: [], replay: [], failure };
}

function isUnderWay(state: DocumentSync, load: number): boolean {
  return state.phase === "loading" && state.load === load;
}

function stay(state: DocumentSync): DocumentSyncStep {
  return { state, effects: [] };
}
