"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import type { RefObject } from "react";
import type { Column } from "./table-schema.ts";

/** Fewer columns are all drawn. */
const ALL_UP_TO = 30;

/** Columns to draw, in order; before `column` there is a gap of so many rem, where others are not drawn. */
export type Across = { drawn: { n: number; left?: string | undefined }[]; gaps: [before: number, after: number] };

type Input = {
  scroller: RefObject<HTMLDivElement | null>;
  columns: readonly Column[];
  widths: readonly number[];
  /** Pixels. */
  rem: number;
};

/** The index always, and stays at the left; of many others those in view. */
export function useColumns({ scroller, columns, widths, rem }: Input): Across & { show: (n: number) => void } {
  const places = columns.map((column, n) => ({ column, n }));
  const held = places.filter(({ column }) => column.index).map(({ n }) => n);
  const others = places.filter(({ column }) => !column.index).map(({ n }) => n);
  const isMany = columns.length > ALL_UP_TO;
  const widthOf = (n: number) => widths[n] ?? 0;
  const virtual = useVirtualizer({
    horizontal: true,
    enabled: isMany,
    count: others.length,
    getScrollElement: () => scroller.current,
    estimateSize: (place) => widthOf(others[place] ?? 0) * rem,
    overscan: 3,
    initialRect: { width: 800, height: 0 },
  });
  const items = virtual.getVirtualItems();
  const inView = isMany ? items.map(({ index }) => others[index] ?? 0) : others;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const left = (n: number) => `${held.slice(0, held.indexOf(n)).reduce((sum, one) => sum + widthOf(one), 0)}rem`;
  return {
    drawn: [...held.map((n) => ({ n, left: left(n) })), ...inView.map((n) => ({ n }))],
    gaps: isMany ? [(items[0]?.start ?? 0) / rem, after / rem] : [0, 0],
    show: (n) => isMany && others.includes(n) && virtual.scrollToIndex(others.indexOf(n), { align: "auto" }),
  };
}
