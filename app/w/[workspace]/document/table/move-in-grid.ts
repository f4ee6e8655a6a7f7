/** A place in the grid; row -1 is the head. */
export type Place = { row: number; column: number };

/** Where a key leads, as in any grid; null: not a key of the grid. */
export function moveInGrid(
  { row, column }: Place,
  key: { key: string; ctrl: boolean },
  { rows, columns, page }: { rows: number; columns: number; page: number },
): Place | null {
  const last = columns - 1;
  const to: Record<string, Place> = {
    ArrowUp: { row: row - 1, column },
    ArrowDown: { row: row + 1, column },
    ArrowLeft: { row, column: column - 1 },
    ArrowRight: { row, column: column + 1 },
    PageUp: { row: Math.max(Math.min(row, 0), row - page), column },
    PageDown: { row: row + page, column },
    Home: { row: key.ctrl ? -1 : row, column: 0 },
    End: { row: key.ctrl ? rows - 1 : row, column: last },
  };
  const next = to[key.key];
  if (!next) return null;
  return { row: Math.min(rows - 1, Math.max(-1, next.row)), column: Math.min(last, Math.max(0, next.column)) };
}
