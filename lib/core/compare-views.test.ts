import fc from "fast-check";
import { expect, test } from "vitest";
import type { FilePath } from "#lib/protocol/ids.ts";
import { compareViews, differs } from "./compare-views.ts";
import { type BlockView, type DocumentView, emptyView } from "./document-view.ts";

const block = (id: string, source: string, digest: string) =>
  ({ id, source, result: { digest, elements: [{ kind: "stdout", text: digest }] } }) as unknown as BlockView;
const arbitraryBlock = fc
  .tuple(fc.constantFrom("a", "b", "c", "d", "e", "f"), fc.constantFrom("1", "2"), fc.constantFrom("x", "y"))
  .map(([id, source, digest]) => block(id, source, digest));
const arbitraryView = fc
  .uniqueArray(arbitraryBlock, { selector: ({ id }) => id })
  .map((blocks): DocumentView => ({ ...emptyView("a.py" as FilePath), blocks }));

test("every block of both states stands in their comparison once, each state's in its own order", () => {
  fc.assert(
    fc.property(arbitraryView, arbitraryView, (a, b) => {
      const changes = compareViews(a, b);
      const kept = (side: "a" | "b") => changes.flatMap((change) => change[side]?.id ?? []);
      expect(kept("b")).toEqual(b.blocks.map(({ id }) => id));
      expect(kept("a").sort()).toEqual(a.blocks.map(({ id }) => id).sort());
      expect(new Set(changes.map(({ id }) => id)).size).toBe(changes.length);
    }),
  );
});

test("a state does not differ from itself; a block differs where its code or what it shows does", () => {
  fc.assert(
    fc.property(arbitraryView, (view) => {
      expect(compareViews(view, view).some(differs)).toBe(false);
    }),
  );
  const view = (...blocks: BlockView[]) => ({ ...emptyView("a.py" as FilePath), blocks });
  const [same, code, shown, gone] = compareViews(
    view(block("a", "1", "x"), block("b", "1", "x"), block("c", "1", "x"), block("d", "1", "x")),
    view(block("a", "1", "x"), block("b", "2", "x"), block("c", "1", "y")),
  );
  expect(same && differs(same)).toBe(false);
  expect(code).toMatchObject({ sourceDiffers: true, resultDiffers: false });
  expect(shown).toMatchObject({ sourceDiffers: false, resultDiffers: true });
  expect(gone).toMatchObject({ id: "d", b: null, sourceDiffers: true });
});
