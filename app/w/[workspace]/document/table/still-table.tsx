"use client";
import type { CSSProperties } from "react";
import type { FirstRows } from "./first-rows.ts";
import { BodyCell, HeadCell } from "./table-cells.tsx";
import { hasHistograms } from "./table-model.ts";
import type { TableSchema } from "./table-schema.ts";
import { sizeOf, widthOf } from "./table-words.ts";

/** Rows that are in view at once. */
export const ROWS_IN_VIEW = 10;
/** A page of so many columns would be long for a head. */
const COLUMNS_AT_FIRST = 40;

type Props = { schema: TableSchema; rows: FirstRows; most: number; label: string };

/** The table as the message alone shows it: the first paint, and all there is without scripts. */
export function StillTable({ schema, rows, most, label }: Props) {
  const columns = schema.columns.slice(0, COLUMNS_AT_FIRST).map((column, n) => ({ column, n }));
  const widths = columns.map(({ column, n }) =>
    widthOf(
      column,
      rows.map((row) => row[n]),
    ),
  );
  const hasSpark = hasHistograms(schema);
  const inView = Math.min(schema.kept, most, Math.max(rows.length, ROWS_IN_VIEW));
  return (
    <>
      <div className="frame-head">
        <span className="frame-size">{sizeOf(schema)}</span>
      </div>
      <section className="frame-scroll" aria-label={label}>
        <table className="frame frame-fixed" style={tableStyle(widths)}>
          <Widths widths={widths} />
          <thead>
            <tr>
              {columns.map(({ column, n }) => (
                <HeadCell key={n} column={column} n={n} hasSpark={hasSpark} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, inView).map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows are known by their place.
              <tr key={at}>
                {columns.map(({ column, n }) => (
                  <BodyCell key={n} column={column} n={n} cell={row[n]} />
                ))}
              </tr>
            ))}
            <Gap height={heightOf(inView - rows.length)} columns={columns.length} />
          </tbody>
        </table>
      </section>
      {schema.kept > most && <div className="frame-foot" />}
    </>
  );
}

const heightOf = (rows: number) => (rows > 0 ? `calc(${rows} * var(--row-height))` : "0px");

export function tableStyle(widths: readonly number[]): CSSProperties {
  return { minWidth: `${widths.reduce((sum, width) => sum + width, 0)}rem` };
}

export function Widths({ widths }: { widths: readonly number[] }) {
  return (
    <colgroup>
      {widths.map((width, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: columns are known by their place.
        <col key={n} style={{ width: `${width}rem` }} />
      ))}
    </colgroup>
  );
}

/** The room of rows that are not drawn. */
export function Gap({ height, columns }: { height: string; columns: number }) {
  if (height === "0px") return null;
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it is no row, but the room of many.
    <tr className="frame-gap" role="presentation">
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
