import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeHtml } from "./escape-html.ts";
import { type LineMark, markedLines, unmarkedLines } from "./marked-lines.ts";

test("marks can be taken from lines again, whatever the lines say", () => {
  const line = fc.oneof(fc.string(), fc.constantFrom('<mark class="line-new">', "</mark>", "a < b", "&lt;mark&gt;"));
  const marked = fc.tuple(line, fc.constantFrom<LineMark>("new", "guilty", null));
  fc.assert(
    fc.property(fc.array(marked, { minLength: 1 }), (rows) => {
      const lines = rows.map(([text]) => escapeHtml(text.replaceAll("\n", " ")));
      const marks = rows.map(([, mark]) => mark);
      expect(unmarkedLines(markedLines(lines, marks))).toEqual(lines);
    }),
  );
});

test("a mark stands around the whole of its line, and no other", () => {
  expect(markedLines(["a", "b", "c"], [null, "guilty", null])).toBe('a\n<mark class="line-guilty">b</mark>\nc');
});
