import type { Piece } from "#lib/protocol/block.ts";

/** Prose, or code that stands in consecutive lines of the file. `at` is the index of its first piece. */
export type Part =
  | { kind: "prose"; at: number; text: string }
  | { kind: "code"; at: number; text: string; line: number; shows: boolean };

/** Statements and the displayed expression after them are one box; a gap in the file makes another. */
export function joinPieces(pieces: readonly Piece[]): Part[] {
  const parts: Part[] = [];
  pieces.forEach((piece, at) => {
    const last = parts.at(-1);
    if (piece.kind === "prose") parts.push({ kind: "prose", at, text: piece.text });
    else if (last?.kind === "code" && last.line + last.text.split("\n").length === piece.line) {
      parts[parts.length - 1] = { ...last, text: `${last.text}\n${piece.text}`, shows: last.shows || piece.shows };
    } else parts.push({ kind: "code", at, text: piece.text, line: piece.line, shows: piece.shows });
  });
  return parts;
}
