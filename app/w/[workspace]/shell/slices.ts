// The slices of the page's state that components draw.
import type { DocumentSync } from "#lib/core/document-sync.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import { noLights } from "../live/lights.ts";
import type { PageState } from "../live/page-state.ts";

export const currentPath = (state: PageState): FilePath | null => state.navigator.current;
export const currentPin = (state: PageState): FilePath | null => state.navigator.pin;
export const isPinnedHere = (state: PageState): boolean =>
  state.navigator.pin !== null && state.navigator.pin === state.navigator.current;
export const changedElsewhere = (state: PageState) => state.navigator.elsewhere;
export const pinnedGone = (state: PageState) => state.navigator.pinnedGone;

export function currentDocument(state: PageState): DocumentSync | null {
  const { current } = state.navigator;
  return current === null ? null : (state.documents.get(current) ?? null);
}

export const currentView = (state: PageState) => currentDocument(state)?.view ?? null;

export function currentLights(state: PageState) {
  const { current } = state.navigator;
  return (current === null ? undefined : state.lights.get(current)) ?? noLights;
}

/** Whether the document that is shown is not in the tree any more. */
export function isGone(state: PageState): boolean {
  const { current } = state.navigator;
  return current !== null && !(current in state.tree.entries);
}

export const mayCancel = ({ role }: PageState): boolean => role !== "viewer";
