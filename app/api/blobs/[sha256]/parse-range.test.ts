import { expect, test } from "vitest";
import { parseRange } from "./parse-range.ts";

test("one range of bytes is understood, anything else means all of it", () => {
  expect(parseRange("bytes=0-9", 100)).toEqual({ start: 0, end: 9 });
  expect(parseRange("bytes=90-", 100)).toEqual({ start: 90, end: 99 });
  expect(parseRange("bytes=-10", 100)).toEqual({ start: 90, end: 99 });
  expect(parseRange("bytes=50-500", 100)).toEqual({ start: 50, end: 99 });
  for (const other of [null, "bytes=-", "bytes=0-1,5-6", "lines=0-1"]) expect(parseRange(other, 100)).toBeNull();
});

test("a range beyond the end is refused", () => {
  for (const beyond of ["bytes=100-", "bytes=9-3", "bytes=-0"]) expect(parseRange(beyond, 100)).toBe("unsatisfiable");
  expect(parseRange("bytes=0-", 0)).toBe("unsatisfiable");
});
