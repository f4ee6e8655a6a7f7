"use client";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useLayoutEffect, useState } from "react";
import { inView, placesOf, rowsBefore, scrollFor } from "./row-window.ts";

const AROUND = 8;

type Input = {
  scroller: RefObject<HTMLDivElement | null>;
  count: number;
  /** A row that stays drawn wherever the table is scrolled to: the one that has the focus. */
  held: number;
  /** The table is as high as so many rows, however few a filter leaves. */
  least: number;
};

/** The rows to draw, each with the room before it in pixels, and how to bring one into view. */
export function useRows({ scroller, count, held, least }: Input) {
  const { rowHeight, headHeight, rem } = useMeasures(scroller);
  const virtual = useVirtualizer({
    count: placesOf(count),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: AROUND,
    initialRect: { width: 0, height: 400 },
    rangeExtractor: (range) => {
      const places = defaultRangeExtractor(range);
      const place = held - before;
      return held < 0 || place < 0 || place >= range.count || places.includes(place)
        ? places
        : [...places, place].sort((a, b) => a - b);
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sizes that it remembers are those of the height before.
  useLayoutEffect(() => virtual.measure(), [rowHeight]);
  const height = Math.max(rowHeight, (virtual.scrollRect?.height ?? 0) - headHeight);
  const window = { count, rowHeight, height, scrolled: virtual.scrollOffset ?? 0 };
  const before = rowsBefore(window);
  const seen = inView(window);
  const goTo = (row: number) => {
    const first = Math.min(Math.max(0, row), Math.max(0, count - 1));
    if (scroller.current) scroller.current.scrollTop = scrollFor(first, window);
  };
  const show = (row: number) => {
    if (row < seen.first) goTo(row);
    else if (row >= seen.end) goTo(row - (seen.end - seen.first) + 1);
  };
  let drawnTo = 0;
  const rows = virtual.getVirtualItems().map(({ index, start, end }) => {
    const gap = start - drawnTo;
    drawnTo = end;
    return { row: index + before, gap };
  });
  const gapAfter = Math.max(placesOf(count), least) * rowHeight - drawnTo;
  return { rows, gapAfter, seen, goTo, show, rem };
}

/** They change with the size of letters: on a wall they are larger. */
function useMeasures(scroller: RefObject<HTMLDivElement | null>) {
  const [measures, setMeasures] = useState({ rowHeight: 27, headHeight: 64, rem: 16 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => {
      const rowHeight = element.querySelector<HTMLElement>("tbody tr:not(.frame-gap)")?.offsetHeight ?? 0;
      const headHeight = element.querySelector<HTMLElement>("thead")?.offsetHeight ?? 0;
      setMeasures((known) => {
        const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || known.rem;
        const next = { rowHeight: rowHeight || known.rowHeight, headHeight, rem };
        return JSON.stringify(next) === JSON.stringify(known) ? known : next;
      });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return measures;
}
