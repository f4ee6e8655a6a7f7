// The documents that this page holds, the least recently shown first: bounded, so that a page that follows all day does
// not grow. What is dropped is simply loaded again.
import type { DocumentSync } from "#lib/core/document-sync.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { PageState } from "./page-state.ts";

const HELD = 20;

/** Makes `sync` the most recently shown, and drops what is too much with its lights; the pinned document stays. */
export function withDocumentShown(state: PageState, sync: DocumentSync): PageState {
  const { path } = sync.view;
  const documents = new Map(state.documents);
  documents.delete(path);
  documents.set(path, sync);
  const lights = new Map(state.lights);
  for (const other of [...documents.keys()].slice(0, Math.max(0, documents.size - HELD))) {
    if (other === state.navigator.pin) continue;
    documents.delete(other);
    lights.delete(other);
  }
  return { ...state, documents, lights };
}

export function withEntry<V>(map: ReadonlyMap<FilePath, V>, path: FilePath, value: V): ReadonlyMap<FilePath, V> {
  return map.get(path) === value ? map : new Map(map).set(path, value);
}
