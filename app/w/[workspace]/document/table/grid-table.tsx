"use client";
import { Fragment } from "react";
import type { Cell } from "./cells.ts";
import type { Place } from "./move-in-grid.ts";
import { Gap, tableStyle } from "./still-table.tsx";
import { BodyCell, HeadCell } from "./table-cells.tsx";
import { hasHistograms, type TableState } from "./table-model.ts";
import type { Column } from "./table-schema.ts";
import type { useActiveCell } from "./use-active-cell.ts";
import type { Across } from "./use-columns.ts";
import type { useRows } from "./use-rows.ts";

type Props = {
  state: TableState;
  count: number;
  widths: readonly number[];
  down: ReturnType<typeof useRows>;
  across: Across;
  active: Place;
  label: string;
  cellAt: (row: number, column: number) => Cell | undefined;
  sortBy: (column: number) => void;
  keys: ReturnType<typeof useActiveCell>;
};

export function GridTable({ state, count, widths, down, across, active, label, cellAt, sortBy, keys }: Props) {
  const { schema, asked, busy, histograms } = state;
  const { drawn } = across;
  const [before, after] = across.gaps;
  const held = drawn.filter(({ left }) => left !== undefined).length;
  const columnAt = (n: number) => schema.columns[n] as Column;
  const isDrawn =
    drawn.some(({ n }) => n === active.column) && (active.row < 0 || down.rows.some(({ row }) => row === active.row));
  const target = isDrawn ? active : { row: -1, column: drawn[0]?.n ?? 0 };
  const tabIndex = (row: number, n: number) => (target.row === row && target.column === n ? 0 : -1);
  // No more than there are: a longer span would make columns of its own.
  const span = drawn.length + (before > 0 ? 1 : 0) + (after > 0 ? 1 : 0);
  return (
    <table
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: keys move from cell to cell.
      role="grid"
      className="frame frame-fixed"
      style={tableStyle(widths)}
      aria-label={label}
      aria-readonly="true"
      aria-rowcount={count + 1}
      aria-colcount={schema.columns.length}
      aria-busy={busy !== null}
      {...keys}
    >
      <colgroup>
        {drawn.map(({ n }, place) => (
          <Fragment key={n}>
            {place === held && before > 0 && <col style={{ width: `${before}rem` }} />}
            <col style={{ width: `${widths[n] ?? 0}rem` }} />
          </Fragment>
        ))}
        {after > 0 && <col style={{ width: `${after}rem` }} />}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          {drawn.map(({ n, left }, place) => (
            <Fragment key={n}>
              {place === held && before > 0 && <td role="presentation" />}
              <HeadCell
                column={columnAt(n)}
                n={n}
                direction={directionOf(asked.sort, n)}
                histogram={histograms.get(n)}
                hasSpark={hasHistograms(schema)}
                tabIndex={tabIndex(-1, n)}
                left={left}
                onSort={() => sortBy(n)}
              />
            </Fragment>
          ))}
          {after > 0 && <td role="presentation" />}
        </tr>
      </thead>
      <tbody>
        {down.rows.map(({ row, gap }) => (
          <Fragment key={row}>
            <Gap height={`${gap}px`} columns={span} />
            <tr aria-rowindex={row + 2}>
              {drawn.map(({ n, left }, place) => (
                <Fragment key={n}>
                  {place === held && before > 0 && <td role="presentation" />}
                  <BodyCell
                    column={columnAt(n)}
                    cell={cellAt(row, n)}
                    n={n}
                    at={`${row},${n}`}
                    tabIndex={tabIndex(row, n)}
                    left={left}
                  />
                </Fragment>
              ))}
              {after > 0 && <td role="presentation" />}
            </tr>
          </Fragment>
        ))}
        <Gap height={`${down.gapAfter}px`} columns={span} />
      </tbody>
    </table>
  );
}

function directionOf(sort: TableState["asked"]["sort"], column: number): "ascending" | "descending" | undefined {
  if (sort?.column !== column) return undefined;
  return sort.descending ? "descending" : "ascending";
}
