import { expect, test } from "vitest";
import { ansiSpans } from "./ansi-spans.ts";

const text = (printed: string) =>
  ansiSpans(printed)
    .map((span) => span.text)
    .join("");

test("the terminal's colours become the design's classes", () => {
  expect(ansiSpans("\u001b[1;31mbad\u001b[0m ok")).toMatchObject([
    { text: "bad", className: "ansi-red ansi-bold" },
    { text: " ok", className: undefined },
  ]);
  expect(ansiSpans("\u001b[38;5;196mx\u001b[0m")[0]?.color).toBe("rgb(255, 0, 0)");
  expect(ansiSpans("\u001b[38;2;1;2;3mx")[0]?.color).toBe("rgb(1, 2, 3)");
});

test("a carriage return writes over the line, so that progress is one line", () => {
  expect(text("10%\r50%\r100%\ndone")).toBe("100%\ndone");
  expect(text("abcdef\rxy")).toBe("xycdef");
  expect(text("one\r\ntwo")).toBe("one\ntwo");
  expect(text("abc\b\bX")).toBe("aX");
});

test("what moves a cursor or names a window is left out", () => {
  expect(text("\u001b[2K\u001b[1Aline\u001b]0;title\u0007")).toBe("line");
});
