import fc from "fast-check";
import { expect, test } from "vitest";
import { BlobTexts } from "./blob-texts.ts";

test("what was fetched is there for who comes back, and the page holds no more than it may", () => {
  const steps = fc.array(fc.record({ address: fc.nat(20).map(String), length: fc.nat(60) }), { maxLength: 200 });
  fc.assert(
    fc.property(steps, (steps) => {
      const texts = new BlobTexts(100);
      for (const { address, length } of steps) {
        texts.put(address, "x".repeat(length));
        expect(texts.get(address)).toHaveLength(length);
        const held = Array.from({ length: 21 }, (_, n) => texts.get(String(n))?.length ?? 0);
        expect(held.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(100);
      }
    }),
  );
});

test("the least recently fetched goes first, and what is too large alone drives nobody out", () => {
  const texts = new BlobTexts(10);
  texts.put("a", "aaaa");
  texts.put("b", "bbbb");
  texts.put("a", "aaaa");
  texts.put("c", "cccc");
  expect([texts.get("a"), texts.get("b"), texts.get("c")]).toEqual(["aaaa", undefined, "cccc"]);
  texts.put("d", "d".repeat(11));
  expect([texts.get("a"), texts.get("d")]).toEqual(["aaaa", undefined]);
});
