import fc from "fast-check";
import { expect, test } from "vitest";
import { limits } from "#lib/protocol/limits.ts";
import { ElementCollector } from "./collect-elements.ts";

test("text of one stream that follows itself is one element, and order is kept", () => {
  const collector = new ElementCollector();
  collector.text("stdout", "a");
  collector.text("stdout", "b");
  collector.text("stderr", "c");
  collector.display("display", { "text/plain": "d" }, 1);
  collector.text("stdout", "e");
  expect(collector.finish().elements).toEqual([
    { kind: "stdout", text: "ab" },
    { kind: "stderr", text: "c" },
    { kind: "display", bundle: { "text/plain": "d" } },
    { kind: "stdout", text: "e" },
  ]);
});

test("a flood of prints is cut at the limit, says how much is missing, and its whole text is kept", () => {
  const collector = new ElementCollector();
  const line = `${"é".repeat(511)}\n`;
  const lines = Math.ceil((limits.outputBytes * 1.5) / Buffer.byteLength(line));
  for (let index = 0; index < lines; index += 1) collector.text("stdout", line);
  const { elements, fullText } = collector.finish();
  const [shown] = elements;
  if (!shown || !("text" in shown) || typeof shown.text !== "string") throw new Error("no text");
  expect(Buffer.byteLength(shown.text)).toBeLessThanOrEqual(limits.outputBytes);
  expect(shown.text.length + (shown.cut?.chars ?? 0)).toBe(line.length * lines);
  expect(fullText).toBe(line.repeat(lines));
});

test("whatever is printed below the limit is shown to the letter", () => {
  const texts = fc.array(
    fc.tuple(fc.constantFrom("stdout" as const, "stderr" as const), fc.string({ unit: "grapheme" })),
  );
  fc.assert(
    fc.property(texts, (parts) => {
      const collector = new ElementCollector();
      for (const [stream, text] of parts) collector.text(stream, text);
      const { elements, fullText } = collector.finish();
      expect(elements.map((element) => ("text" in element ? element.text : "")).join("")).toBe(
        parts.map(([, text]) => text).join(""),
      );
      expect(fullText).toBeNull();
    }),
  );
});

test("one output over the limit becomes a notice that names both sizes", () => {
  const collector = new ElementCollector();
  collector.display("result", { "text/plain": "huge" }, limits.elementBytes + 1);
  expect(JSON.stringify(collector.finish().elements)).toContain(`at most ${limits.elementBytes}`);
});

test("more outputs than a block may show are counted, not shown", () => {
  const collector = new ElementCollector();
  for (let index = 0; index < limits.elementsPerBlock + 3; index += 1)
    collector.display("display", { "text/plain": `${index}` }, 1);
  const { elements } = collector.finish();
  expect(elements).toHaveLength(limits.elementsPerBlock + 1);
  expect(elements.at(-1)).toMatchObject({ kind: "stderr", text: expect.stringContaining("3 more outputs") });
});

test("a display that takes the place of another stands where that one stood", () => {
  const collector = new ElementCollector();
  collector.display("display", { "text/plain": "1" }, 1, { id: "bar" });
  collector.text("stdout", "between");
  collector.display("display", { "text/plain": "2" }, 1, { update: "bar" });
  expect(collector.finish().elements).toEqual([
    { kind: "display", bundle: { "text/plain": "2" } },
    { kind: "stdout", text: "between" },
  ]);
});

test("a display for a place that is not there is shown at the end, and has that name from then on", () => {
  const collector = new ElementCollector();
  collector.display("display", { "text/plain": "1" }, 1, { update: "bar" });
  collector.display("display", { "text/plain": "2" }, 1, { update: "bar" });
  expect(collector.finish().elements).toEqual([{ kind: "display", bundle: { "text/plain": "2" } }]);
});

test("what was cleared is not shown and counts no more", () => {
  const collector = new ElementCollector();
  collector.text("stdout", "x".repeat(limits.outputBytes + 5));
  expect(collector.clear()).toBe(limits.outputBytes + 5);
  collector.text("stdout", "new");
  expect(collector.finish()).toEqual({
    elements: [{ kind: "stdout", text: "new" }],
    fullText: null,
    payloads: new Map(),
  });
  expect([collector.chars, collector.bytes]).toEqual([3, 3]);
});

test("a table's columns are kept beside its bundle, up to the limit of a block", () => {
  const collector = new ElementCollector();
  const quarter = Buffer.alloc(limits.tablePayloadBytes / 4 + 1);
  const bundles = [0, 1, 2, 3].map((data) => ({ table: { data } }));
  for (const bundle of bundles) collector.display("display", bundle, 1, { payload: quarter });
  expect([...collector.finish().payloads.keys()]).toEqual(bundles.slice(0, 3));
});
