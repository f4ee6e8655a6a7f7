import { expect, test } from "vitest";
import { startSync } from "#lib/core/document-sync.ts";
import { emptyView } from "#lib/core/document-view.ts";
import { startNavigator } from "#lib/core/navigator.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import { noLights } from "./lights.ts";
import { withDocumentShown } from "./open-documents.ts";
import type { PageState } from "./page-state.ts";

const path = (number: number) => `${number}.py` as FilePath;
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => path(from + index));

/** A page that has shown these, one after the other; every document has lights. */
function shown(paths: FilePath[], pin: FilePath | null = null): PageState {
  const navigator = { ...startNavigator(), pin };
  const lights = new Map(paths.map((one) => [one, noLights]));
  const start = { navigator, documents: new Map(), lights } as Partial<PageState> as PageState;
  return paths.reduce((state, one) => withDocumentShown(state, startSync(emptyView(one), null)), start);
}

test("[memory] a page that follows all day holds the 20 documents that it showed last, and their lights alone", () => {
  const { documents, lights } = shown(numbers(1, 300));
  expect([...documents.keys()]).toEqual(numbers(281, 300));
  expect([...lights.keys()]).toEqual(numbers(281, 300));
});

test("[memory] a document that is shown again counts as the latest, and is dropped last", () => {
  const { documents } = shown([...numbers(1, 20), path(1), path(21)]);
  expect([...documents.keys()]).toEqual([...numbers(3, 20), path(1), path(21)]);
});

test("[memory] the pinned document stays, however long ago it was shown, and is the only one beyond the 20", () => {
  const { documents } = shown(numbers(1, 300), path(1));
  expect([...documents.keys()]).toEqual([path(1), ...numbers(281, 300)]);
});
