import fc from "fast-check";
import { expect, test } from "vitest";
import { comeBackAfter } from "./come-back.ts";

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test("few viewers are back within a fifth of a second, and nobody waits longer than three seconds between attempts", () => {
  fc.assert(
    fc.property(fc.nat(60), random, (failed, random) => {
      const ms = comeBackAfter({ failed, spreadMs: 0, random });
      expect(ms).toBeGreaterThanOrEqual(50);
      expect(ms).toBeLessThanOrEqual(failed === 0 ? 200 : 3_000);
    }),
  );
});

test("viewers of one gateway come back evenly over the time that it asked for", () => {
  const spreadMs = 2_000;
  const times = Array.from({ length: 2_000 }, (_, n) => comeBackAfter({ failed: 0, spreadMs, random: n / 2_000 }));
  for (let from = 100; from < spreadMs; from += 100) {
    const arriving = times.filter((ms) => ms >= from && ms < from + 100).length;
    expect(arriving).toBeGreaterThan(90);
    expect(arriving).toBeLessThan(110);
  }
});

test("after each failed attempt the next is later, on average", () => {
  const middle = (failed: number) => comeBackAfter({ failed, spreadMs: 0, random: 0.5 });
  for (let failed = 0; failed < 4; failed += 1) expect(middle(failed + 1)).toBeGreaterThan(middle(failed));
});
