import { expect, test } from "vitest";
import { joinPieces } from "./join-pieces.ts";

const code = (text: string, line: number, shows = false) => ({ kind: "code" as const, text, line, shows });

test("statements and the expression after them are one box; a gap in the file makes another", () => {
  expect(joinPieces([code("a = 1\nb = 2", 4), code("a + b", 6, true)])).toEqual([
    { kind: "code", at: 0, text: "a = 1\nb = 2\na + b", line: 4, shows: true },
  ]);
  expect(joinPieces([code("a = 1", 4), code("b = 2", 6)]).map((part) => part.at)).toEqual([0, 1]);
  expect(joinPieces([code("a", 1), { kind: "prose", text: "p" }, code("b", 3)])).toHaveLength(3);
});
