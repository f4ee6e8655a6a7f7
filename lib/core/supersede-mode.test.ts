import { expect, test } from "vitest";
import { supersedeMode } from "./supersede-mode.ts";

const blocks = [
  { id: "a", line: 1, source: "x = 1" },
  { id: "b", line: 3, source: "slow(x)\nx" },
  { id: "c", line: 6, source: "y = 2" },
];
const oldSource = "x = 1\n\nslow(x)\nx\n\ny = 2\n";
const mode = (newSource: string, runningBlock: string | null = "b", inputsChanged = false) =>
  supersedeMode({ blocks, runningBlock, oldSource, newSource, inputsChanged });

test("an edit below the running block lets that block end", () => {
  expect(mode("x = 1\n\nslow(x)\nx\n\ny = 3\n")).toBe("after-block");
  expect(mode("x = 1\n\nslow(x)\nx\n")).toBe("after-block");
});

test("an edit of the running block, or above it, stops it now", () => {
  expect(mode("x = 1\n\nslow(x, 2)\nx\n\ny = 2\n")).toBe("now");
  expect(mode("x = 2\n\nslow(x)\nx\n\ny = 2\n")).toBe("now");
});

test("a change of what the document reads, or no running block, stops it now", () => {
  expect(mode(oldSource, "b", true)).toBe("now");
  expect(mode(oldSource, null)).toBe("now");
});
