"use client";
import { useEffect, useRef, useState } from "react";
import type { Cell } from "./cells.ts";
import { FilterField } from "./filter-field.tsx";
import type { FirstRows } from "./first-rows.ts";
import { GridTable } from "./grid-table.tsx";
import { ROWS_IN_VIEW } from "./still-table.tsx";
import type { Order } from "./table-engine.ts";
import { TableFoot } from "./table-foot.tsx";
import type { TableModel } from "./table-model.ts";
import type { TableSchema } from "./table-schema.ts";
import { TableTools } from "./table-tools.tsx";
import { sizeOf, widthOf } from "./table-words.ts";
import { useActiveCell, useActivePlace } from "./use-active-cell.ts";
import { useColumns } from "./use-columns.ts";
import { useRows } from "./use-rows.ts";
import { useTable } from "./use-table.ts";

type Props = { schema: TableSchema; first: FirstRows; label: string };

/** All rows of the table, of which those in view are read and drawn: sorted by a click on a head, filtered by words. */
export default function TableGrid({ schema: newest, first, label }: Props) {
  const { model, state, retry } = useTable(newest);
  const { schema } = state;
  const count = state.count ?? schema.kept;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useActivePlace();
  const widths = useWidths(schema, state.count === null ? null : model, first);
  const down = useRows({ scroller, count, held: active.row, least: Math.min(schema.kept, ROWS_IN_VIEW) });
  const across = useColumns({ scroller, columns: schema.columns, widths, rem: down.rem });
  const cellAt = (row: number, n: number): Cell | undefined =>
    state.count === null ? first[row]?.[n] : model.cell(row, n);
  useWanted(
    model,
    [down.seen.first, down.seen.end],
    across.drawn.map(({ n }) => n),
    state,
  );
  const keys = useActiveCell(active, setActive, {
    scroller,
    rows: count,
    columns: schema.columns.length,
    page: down.seen.end - down.seen.first,
    show: ({ row, column }) => {
      if (row >= 0) down.show(row);
      across.show(column);
    },
  });
  const sortBy = (column: number) => {
    setActive({ row: -1, column });
    down.goTo(0);
    model.arrange({ ...model.state.asked, sort: nextSort(model.state.asked.sort, column) });
  };
  const filter = (words: string) => {
    down.goTo(0);
    model.arrange({ ...model.state.asked, filter: words });
  };
  return (
    <>
      <div className="frame-head">
        {schema.kept > ROWS_IN_VIEW && <FilterField columns={schema.columns} label={label} onFilter={filter} />}
        <span className="frame-size">{sizeOf(schema)}</span>
        <TableTools model={model} count={count} label={label} />
      </div>
      <div ref={scroller} className="frame-scroll frame-moves">
        <GridTable {...{ state, count, widths, down, across, active, label, cellAt, sortBy, keys }} />
      </div>
      {(schema.kept > ROWS_IN_VIEW || state.fault) && (
        <TableFoot state={state} count={count} seen={down.seen} goTo={down.goTo} retry={retry} />
      )}
    </>
  );
}

function nextSort(sort: Order["sort"], column: number): Order["sort"] {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}

/** They are set when the first rows are known, and stay: nothing shifts while one scrolls. */
function useWidths(schema: TableSchema, model: TableModel | null, first: FirstRows): number[] {
  const [known, setKnown] = useState<{ of: TableSchema | null; isWhole: boolean; widths: number[] }>({
    of: null,
    isWhole: false,
    widths: [],
  });
  if (known.of === schema && (known.isWhole || model === null)) return known.widths;
  const sample = Array.from({ length: Math.min(schema.kept, model ? 40 : first.length) }, (_, row) => row);
  const widths = schema.columns.map((column, n) =>
    widthOf(
      column,
      sample.map((row) => (model ? model.cell(row, n) : first[row]?.[n])),
    ),
  );
  setKnown({ of: schema, isWhole: model !== null, widths });
  return widths;
}

const AROUND = 8;

/** Asks for what is in view, and a little around it. */
function useWanted(model: TableModel, [first, end]: [number, number], columns: number[], answer: TableModel["state"]) {
  const { count, order, schema } = answer;
  const shown = columns.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: after a new order there are other rows at the same places.
  useEffect(() => {
    model.want({ from: Math.max(0, first - AROUND), to: end + AROUND, columns: shown.split(",").map(Number) });
  }, [model, first, end, shown, count, order, schema]);
}
