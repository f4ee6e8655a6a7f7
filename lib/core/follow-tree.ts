// How a viewer's state follows the tree: which paths are documents, what became of the pinned file, where one lands.
import type { FilePath } from "#lib/protocol/ids.ts";
import type { TreeChanged } from "#lib/protocol/live.ts";
import { arrive } from "./follow-change.ts";
import { isDocument } from "./is-document.ts";
import { landingPath } from "./landing-path.ts";
import type { JoinedEvent } from "./navigator.ts";
import { goTo, type Navigator, type NavigatorStep, stay, withElsewhere, withPin } from "./navigator-state.ts";

/** The first join lands (L7). A later one makes up for what was missed: at most one move, to what changed last. */
export function followJoin(state: Navigator, joined: JoinedEvent): NavigatorStep {
  const { answer } = joined;
  const inTree = withPinChecked(withJoinedTree(state, joined), null, new Map());
  const pinned = inTree.chosen ? inTree : withPin(inTree, answer.pin);
  const changed = answer.changed.filter((path) => pinned.kinds[path] === "document");
  if (pinned.current === null) return land(pinned, joined.urlPath, changed.at(-1) ?? null);
  return joined.since === null ? stay(pinned) : catchUp(pinned, changed, joined);
}

function withJoinedTree(state: Navigator, { answer, since }: JoinedEvent): Navigator {
  const kinds = since === null || answer.reset ? {} : { ...state.kinds };
  for (const path of answer.removed) delete kinds[path];
  for (const entry of answer.tree) kinds[entry.path] = entry.kind;
  const known = withPlaces(state, (path) => (path in kinds ? path : null));
  return { ...known, kinds, joinedAt: answer.head, treeAt: answer.head, batch: null };
}

function land(state: Navigator, urlPath: FilePath | null, lastChanged: FilePath | null): NavigatorStep {
  const path = landingPath({ urlPath, pin: state.pin, lastChanged });
  if (path === null) return stay(state);
  // The address names it: the page is there already.
  if (path === urlPath) return stay({ ...state, current: path });
  return goTo(state, path, false);
}

function catchUp(state: Navigator, changed: FilePath[], { answer, at }: JoinedEvent): NavigatorStep {
  const last = changed.at(-1);
  if (last === undefined) return stay(state);
  const listed = changed.slice(0, -1).reduce((next, path) => withElsewhere(next, path, answer.head), state);
  return arrive(listed, { path: last, revision: answer.head }, at);
}

/** One revision's change of the tree. */
export function followTree(state: Navigator, message: TreeChanged): NavigatorStep {
  if (message.revision <= state.treeAt) return stay(state);
  const kinds = { ...state.kinds };
  const renames = new Map(message.renamed.map(({ from, to }) => [from, to]));
  const gone = new Set([...message.removed, ...renames.keys()]);
  for (const path of gone) delete kinds[path];
  for (const path of renames.values()) kinds[path] = isDocument(path) ? "document" : "file";
  for (const entry of message.added) kinds[entry.path] = entry.kind;
  // A path that is merely unknown may be one whose own tree-changed is still to come.
  const placed = withPlaces(state, (path) => (path in kinds || !gone.has(path) ? path : (renames.get(path) ?? null)));
  const next = withPinChecked({ ...placed, kinds, treeAt: message.revision }, message.revision, renames);
  return next.pinnedGone && !state.pinnedGone
    ? { state: next, effects: [whatBecameOfPin(next.pinnedGone)] }
    : stay(next);
}

/** Where listed and offered documents are now; null: nowhere. */
function withPlaces(state: Navigator, place: (path: FilePath) => FilePath | null): Navigator {
  const relisted = state.elsewhere.reduce(
    (next, { path, revision }) => {
      const now = place(path);
      return now === null ? next : withElsewhere(next, now, revision);
    },
    { ...state, elsewhere: [] } as Navigator,
  );
  return { ...relisted, offer: state.offer && place(state.offer) };
}

function withPinChecked(state: Navigator, revision: number | null, renames: Map<FilePath, FilePath>): Navigator {
  const { pin, pinnedGone } = state;
  if (pin === null || pin in state.kinds) return { ...state, pinnedGone: null };
  const before = pinnedGone?.renamedTo ?? pin;
  const renamedTo = renames.get(before) ?? pinnedGone?.renamedTo ?? null;
  return {
    ...state,
    pinnedGone: {
      path: pin,
      removedAt: pinnedGone ? pinnedGone.removedAt : revision,
      renamedTo: renamedTo !== null && renamedTo in state.kinds ? renamedTo : null,
    },
  };
}

function whatBecameOfPin(gone: { path: FilePath; renamedTo: FilePath | null }) {
  const what = gone.renamedTo === null ? "was deleted" : `was renamed to ${gone.renamedTo}`;
  return { type: "announce" as const, text: `The pinned file ${gone.path} ${what}.` };
}
