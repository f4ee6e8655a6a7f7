// What a changed file does to a viewer: take them there, offer to, or only say so. The messages of one change come one
// by one and in any order; the outcome depends on the set of them alone.
import type { FilePath } from "#lib/protocol/ids.ts";
import type { FileChanged } from "#lib/protocol/live.ts";
import { isDocument } from "./is-document.ts";
import { byText, goTo, LISTED, type Navigator, type NavigatorStep, stay, withElsewhere } from "./navigator-state.ts";

/** A viewer who scrolled or pressed a key less than this long ago is in the middle of something. */
export const ACTIVITY_HOLD_MS = 1500;

export function followChange(state: Navigator, change: FileChanged, at: number): NavigatorStep {
  const { path, revision } = change;
  // The join's answer has told of these already, and the viewer has landed.
  if (revision <= state.joinedAt) return stay(state);
  if (change.change === "removed" || !isViewable(state, path, revision)) return stay(state);
  if (state.batch && revision < state.batch.revision) return stay(withElsewhere(state, path, revision, change.from));
  const batch = state.batch?.revision === revision ? state.batch : { revision, seen: 0, paths: [], moved: false };
  if (batch.paths.includes(path)) return stay(state);
  const paths = [...batch.paths, path].sort(byText).slice(0, LISTED);
  const counted = { ...state, batch: { ...batch, seen: batch.seen + 1, paths } };
  return change.batch.documents > 1 ? severalChanged(counted, change, at) : arrive(counted, change, at);
}

/** Takes the viewer to the one changed document, unless they are pinned, busy, or there. */
export function arrive(
  state: Navigator,
  change: Pick<FileChanged, "path" | "revision" | "from">,
  at: number,
): NavigatorStep {
  const { path, revision } = change;
  if (path === state.current) return stay(state);
  const listed = withElsewhere(state, path, revision, change.from);
  if (state.pin !== null || state.batch?.moved) return stay(listed);
  if (isBusy(state, at)) return { state: { ...listed, offer: path }, effects: [{ type: "toast", path }] };
  const batch = state.batch && { ...state.batch, moved: true };
  const step = goTo({ ...listed, batch }, path, true);
  return { ...step, effects: [...step.effects, { type: "announce", text: `${path} changed: showing it now.` }] };
}

/** Stays and, once all are known, says which changed. Only who looks at nothing is taken to the first of them. */
function severalChanged(state: Navigator, change: FileChanged, at: number): NavigatorStep {
  const listed = withElsewhere(state, change.path, change.revision, change.from);
  const batch = state.batch;
  if (!batch || batch.seen !== change.batch.documents) return stay(listed);
  const first = batch.paths[0];
  if (state.current === null && first) return arrive(listed, { path: first, revision: change.revision }, at);
  return { state: listed, effects: [{ type: "announce", text: whichChanged(batch.paths, batch.seen) }] };
}

function whichChanged(paths: FilePath[], count: number): string {
  const named = paths.slice(0, 3);
  const rest = count > named.length ? ` and ${count - named.length} more` : "";
  return `${count} documents changed: ${named.join(", ")}${rest}.`;
}

function isBusy(state: Navigator, at: number): boolean {
  if (state.holds.length > 0) return true;
  return state.lastActivityAt !== null && at - state.lastActivityAt < ACTIVITY_HOLD_MS;
}

/** A path that the tree does not know yet is judged by its name; one that a newer tree has lost is not. */
function isViewable(state: Navigator, path: FilePath, revision: number): boolean {
  const kind = state.kinds[path];
  return kind ? kind === "document" : revision >= state.treeAt && isDocument(path);
}
