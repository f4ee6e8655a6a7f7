// Where a viewer is, and whether a change may move them. The server never names a file to go to (rule L4): this machine
// alone decides, from the tab's own state, and a pin overrides everything but the viewer's own hand. It returns what to
// do as effects; the page does it.
import type { FilePath } from "#lib/protocol/ids.ts";
import type { FileChanged, JoinAnswer, TreeChanged } from "#lib/protocol/live.ts";
import { followChange } from "./follow-change.ts";
import { followJoin, followTree } from "./follow-tree.ts";
import { goBack, goTo, type Hold, type Navigator, type NavigatorStep, stay, withPin } from "./navigator-state.ts";

export type { Hold, Navigator, NavigatorEffect, NavigatorStep } from "./navigator-state.ts";
export { startNavigator } from "./navigator-state.ts";

export type JoinedEvent = {
  type: "joined";
  answer: Pick<JoinAnswer, "pin" | "head" | "tree" | "removed" | "reset" | "changed">;
  /** What the join asked with; null: nothing. */
  since: number | null;
  /** The path that the page's address names. */
  urlPath: FilePath | null;
  at: number;
};

export type NavigatorEvent =
  | JoinedEvent
  | { type: "file-changed"; message: FileChanged; at: number }
  | { type: "tree-changed"; message: TreeChanged }
  /** The viewer opened a path: in the tree, the command bar, by a link. */
  | { type: "opened"; path: FilePath }
  | { type: "pin" }
  | { type: "unpin" }
  | { type: "toggle-pin" }
  /** Another tab of the same viewer chose. */
  | { type: "pin-changed"; path: FilePath | null }
  | { type: "jump" }
  | { type: "stay-and-pin" }
  /** `to`: where the browser's own Back has gone. */
  | { type: "back"; to?: FilePath }
  /** Takes away the toast, or the list of other changed files. */
  | { type: "dismiss" }
  | { type: "dismiss-elsewhere" }
  | { type: "follow-the-rename" }
  | { type: "busy"; hold: Hold; busy: boolean }
  /** The viewer scrolled or pressed a key. The page's own scrolling is no activity. */
  | { type: "activity"; at: number };

export function navigate(state: Navigator, event: NavigatorEvent): NavigatorStep {
  switch (event.type) {
    case "joined":
      return followJoin(state, event);
    case "file-changed":
      return followChange(state, event.message, event.at);
    case "tree-changed":
      return followTree(state, event.message);
    case "opened":
      return goTo(state, event.path, isElsewhere(state, event.path));
    case "pin":
      return state.current === null ? stay(state) : choosePin(state, state.current);
    case "unpin":
      return choosePin(state, null);
    case "toggle-pin":
      return navigate(state, { type: state.pin !== null && state.pin === state.current ? "unpin" : "pin" });
    case "pin-changed":
      return stay(state.chosen ? state : withPin(state, event.path));
    case "jump":
      return state.offer === null ? stay(state) : goTo(state, state.offer, true);
    case "stay-and-pin":
      return navigate({ ...state, offer: null }, { type: "pin" });
    case "back":
      return goBack(state, event.to);
    case "dismiss":
      return stay({ ...state, offer: null });
    case "dismiss-elsewhere":
      return stay({ ...state, elsewhere: [] });
    case "follow-the-rename":
      return followTheRename(state);
    case "busy":
      return stay(withHold(state, event.hold, event.busy));
    case "activity":
      return stay({ ...state, lastActivityAt: event.at });
  }
}

function choosePin(state: Navigator, pin: FilePath | null): NavigatorStep {
  const text = pin === null ? "Unpinned: this view follows what changes." : `Pinned: this view stays on ${pin}.`;
  return {
    state: { ...withPin(state, pin), chosen: true },
    effects: [
      { type: "set-pin", path: pin },
      { type: "announce", text },
    ],
  };
}

function followTheRename(state: Navigator): NavigatorStep {
  const path = state.pinnedGone?.renamedTo ?? null;
  if (path === null) return stay(state);
  const pinned = choosePin(state, path);
  const moved = goTo(pinned.state, path, false);
  return { state: moved.state, effects: [...pinned.effects, ...moved.effects] };
}

function isElsewhere(state: Navigator, path: FilePath): boolean {
  return state.elsewhere.some((other) => other.path === path);
}

function withHold(state: Navigator, hold: Hold, busy: boolean): Navigator {
  const others = state.holds.filter((other) => other !== hold);
  return { ...state, holds: busy ? [...others, hold] : others };
}
