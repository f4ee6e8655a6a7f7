// A tab's navigation state, and the small steps from which every rule in navigator.ts is made.
import type { FilePath } from "#lib/protocol/ids.ts";
import type { TreeEntry } from "#lib/protocol/live.ts";

/** What keeps a viewer from being moved, apart from a recent scroll or key press. */
export type Hold = "typing" | "dialog" | "selection";

/** The pinned file left the tree: in which revision, where that is known, and its new name, where the rename is proven. */
export type PinnedGone = { path: FilePath; removedAt: number | null; renamedTo: FilePath | null };

/** Plain JSON; times in ms of one clock, handed in. */
export type Navigator = {
  current: FilePath | null;
  pin: FilePath | null;
  /** The viewer chose in this tab: what other tabs choose does not alter it until a reload. */
  chosen: boolean;
  pinnedGone: PinnedGone | null;
  /** Other documents that changed while the viewer was not taken there, newest first, each once. */
  elsewhere: { path: FilePath; revision: number }[];
  /** The toast: a changed document that a busy viewer may jump to. */
  offer: FilePath | null;
  /** Where the viewer was, the last at the end. */
  back: FilePath[];
  holds: Hold[];
  lastActivityAt: number | null;
  kinds: Record<string, TreeEntry["kind"]>;
  /** Revisions: what the newest join answered, and where the tree stands. 0: not joined yet. */
  joinedAt: number;
  treeAt: number;
  /** The newest change heard of: how many of its documents, the first of them by name, and whether it has moved us. */
  batch: { revision: number; seen: number; paths: FilePath[]; moved: boolean } | null;
};

export type NavigatorEffect =
  /** `focusChanged`: bring what changed into sight; else leave the scroll position where the viewer had it. */
  | { type: "navigate"; path: FilePath; focusChanged: boolean }
  | { type: "set-pin"; path: FilePath | null }
  | { type: "toast"; path: FilePath }
  /** For screen readers and the status line. */
  | { type: "announce"; text: string };

export type NavigatorStep = { state: Navigator; effects: NavigatorEffect[] };

/** So many other changed files are listed, and so many places to go back to: a commit may bring thousands. */
export const LISTED = 200;
const BACK_LENGTH = 50;

/** A tab before its first join. `current` and `pin` as the server painted them, or null. */
export function startNavigator(current: FilePath | null = null, pin: FilePath | null = null): Navigator {
  return {
    current,
    pin,
    chosen: false,
    pinnedGone: null,
    elsewhere: [],
    offer: null,
    back: [],
    holds: [],
    lastActivityAt: null,
    kinds: {},
    joinedAt: 0,
    treeAt: 0,
    batch: null,
  };
}

export function stay(state: Navigator): NavigatorStep {
  return { state, effects: [] };
}

/** Moves, remembering where one was. Being there already is no move. */
export function goTo(state: Navigator, path: FilePath, focusChanged: boolean): NavigatorStep {
  if (path === state.current) return stay({ ...state, offer: null });
  const back = state.current === null ? state.back : [...state.back, state.current].slice(-BACK_LENGTH);
  return moveTo({ ...state, back }, path, focusChanged);
}

/** To `to`, where the browser's own Back has gone, or to where one was last. */
export function goBack(state: Navigator, to?: FilePath): NavigatorStep {
  const path = to ?? state.back.at(-1);
  if (path === undefined || path === state.current) return stay(state);
  const found = state.back.lastIndexOf(path);
  const back = found === -1 ? state.back : state.back.slice(0, found);
  return moveTo({ ...state, back }, path, false);
}

function moveTo(state: Navigator, path: FilePath, focusChanged: boolean): NavigatorStep {
  const elsewhere = state.elsewhere.filter((other) => other.path !== path);
  const moved = { ...state, current: path, elsewhere, offer: null };
  return { state: moved, effects: [{ type: "navigate", path, focusChanged }] };
}

/** A pin that this tab has not chosen: the stored one, or another tab's. Nobody is moved by it. */
export function withPin(state: Navigator, pin: FilePath | null): Navigator {
  if (pin === state.pin) return state;
  const gone = pin !== null && state.treeAt > 0 && !(pin in state.kinds);
  return { ...state, pin, pinnedGone: gone ? { path: pin, removedAt: null, renamedTo: null } : null };
}

/** Lists a changed document. The pinned file under its new name is not listed: it has a notice of its own. */
export function withElsewhere(state: Navigator, path: FilePath, revision: number, from?: FilePath): Navigator {
  if (path === state.current || (from !== undefined && from === state.pin)) return state;
  const known = state.elsewhere.find((other) => other.path === path)?.revision ?? 0;
  const others = state.elsewhere.filter((other) => other.path !== path);
  const elsewhere = [...others, { path, revision: Math.max(known, revision) }];
  elsewhere.sort((a, b) => b.revision - a.revision || byText(a.path, b.path));
  return { ...state, elsewhere: elsewhere.slice(0, LISTED) };
}

/** By code unit: the same order on every machine. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
