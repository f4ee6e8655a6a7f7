"use client";
// Heads and cells, the same in a table that a script moves and in the one that the server drew.
import type { CSSProperties } from "react";
import { isNumeric } from "./cell-text.ts";
import type { Cell } from "./cells.ts";
import type { Histogram } from "./histogram.ts";
import { type Column, nameOf } from "./table-schema.ts";
import { shownOf, summaryOf, typeOf } from "./table-words.ts";

export const nameFor = (column: Column, n: number) => nameOf(column) || (column.index ? "index" : `column ${n + 1}`);

function alignOf(column: Column): string | undefined {
  return column.index || !(isNumeric(column) || column.type === "datetime") ? "frame-text" : undefined;
}

type HeadProps = {
  column: Column;
  n: number;
  direction?: "ascending" | "descending" | undefined;
  histogram?: Histogram | undefined;
  /** Room is kept for how values spread, also before it is known. */
  hasSpark: boolean;
  /** Without it the table stands still. */
  onSort?: (() => void) | undefined;
  tabIndex?: number;
  left?: string | undefined;
};

export function HeadCell({ column, n, direction, histogram, hasSpark, onSort, tabIndex, left }: HeadProps) {
  const name = nameOf(column) || (column.index ? "" : `column ${n + 1}`);
  const { mean } = column.summary;
  const title = [nameFor(column, n), typeOf(column), summaryOf(column), mean === undefined ? "" : `mean ${mean}`];
  return (
    <th
      scope="col"
      className={alignOf(column)}
      aria-sort={direction}
      aria-colindex={n + 1}
      title={title.filter(Boolean).join("\n")}
      data-pinned={left === undefined ? undefined : ""}
      style={{ left }}
    >
      {onSort ? (
        <button
          type="button"
          className="frame-sort"
          tabIndex={tabIndex}
          data-at={`-1,${n}`}
          aria-label={`Sort by ${nameFor(column, n)}`}
          onClick={onSort}
        >
          <span className="truncate">{name || "#"}</span>
        </button>
      ) : (
        <span className="frame-sort frame-still">
          <span className="truncate">{name || "#"}</span>
        </span>
      )}
      <span className="frame-type">{typeOf(column)}</span>
      <span className="frame-type">{summaryOf(column) || "\u00a0"}</span>
      {hasSpark && <Spark column={column} histogram={histogram} />}
    </th>
  );
}

function Spark({ column, histogram }: { column: Column; histogram: Histogram | undefined }) {
  const share = column.summary.true;
  if (column.encoding === "bool" && share !== undefined) return <Share yes={share} column={column} />;
  const width = 72 / (histogram?.length ?? 1);
  const path = histogram?.map((part, n) => {
    const height = part === 0 ? 0 : Math.max(1, part * 18);
    return `M${(n * width).toFixed(1)} 18v-${height.toFixed(1)}h${(width - 1).toFixed(1)}v${height.toFixed(1)}z`;
  });
  return (
    <svg className="frame-spark" viewBox="0 0 72 18" aria-hidden="true" preserveAspectRatio="none">
      {path && <path d={path.join("")} />}
    </svg>
  );
}

/** How much of a column is true, of what is not null. */
function Share({ yes, column }: { yes: number; column: Column }) {
  const bytes = "values" in column ? column.values.bytes : 0;
  const parts = [yes, Math.max(0, bytes - column.nulls - yes)];
  return (
    <span className="frame-share" aria-hidden="true">
      {parts.map((part, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the first is true, the second false.
        <i key={n} style={{ "--part": part } as CSSProperties} />
      ))}
    </span>
  );
}

type BodyProps = {
  column: Column;
  cell: Cell | undefined;
  n: number;
  at?: string;
  tabIndex?: number;
  left?: string | undefined;
};

export function BodyCell({ column, cell, n, at, tabIndex, left }: BodyProps) {
  const shared = {
    className: cell === null ? `${alignOf(column) ?? ""} frame-null` : alignOf(column),
    title: Array.isArray(cell) ? cell[1] : undefined,
    "aria-colindex": n + 1,
    "data-at": at,
    "data-pinned": left === undefined ? undefined : "",
    style: { left },
    tabIndex,
  };
  if (!column.index) return <td {...shared}>{shownOf(cell)}</td>;
  return (
    <th scope="row" {...shared}>
      {shownOf(cell)}
    </th>
  );
}
