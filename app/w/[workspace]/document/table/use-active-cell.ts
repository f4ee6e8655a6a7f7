"use client";
import { type FocusEvent, type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from "react";
import { moveInGrid, type Place } from "./move-in-grid.ts";

type Input = {
  scroller: RefObject<HTMLDivElement | null>;
  rows: number;
  columns: number;
  /** Rows in view. */
  page: number;
  /** Brings a place into view, where it is drawn. */
  show: (place: Place) => void;
};

/** One cell of the grid is the one that Tab reaches; keys move on from it. Cells say where they are: `data-at`. */
export function useActiveCell(active: Place, setActive: (place: Place) => void, input: Input) {
  const { scroller, rows, columns, page, show } = input;
  const takesFocus = useRef(false);
  // It may be drawn a little later, when the table has been scrolled there.
  useLayoutEffect(() => {
    if (!takesFocus.current) return;
    const cell = scroller.current?.querySelector<HTMLElement>(`[data-at="${active.row},${active.column}"]`);
    if (!cell) return;
    takesFocus.current = false;
    cell.focus();
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey || event.shiftKey) return;
    const next = moveInGrid(active, { key: event.key, ctrl: event.ctrlKey }, { rows, columns, page });
    if (!next) return;
    event.preventDefault();
    takesFocus.current = true;
    show(next);
    setActive(next);
  };
  const onFocus = (event: FocusEvent) => {
    const at = (event.target as HTMLElement).dataset.at?.split(",").map(Number);
    if (at) setActive({ row: at[0] ?? -1, column: at[1] ?? 0 });
  };
  return { onKeyDown, onFocus };
}

export const topLeft: Place = { row: -1, column: 0 };
export const useActivePlace = () => useState<Place>(topLeft);
