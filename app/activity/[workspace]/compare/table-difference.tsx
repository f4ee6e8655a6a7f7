"use client";
import { type ReactNode, useMemo } from "react";
import type { Bundle } from "#lib/protocol/element.ts";
import { parseTable, TABLE_MIME } from "../../../w/[workspace]/document/table/table-schema.ts";
import { WithJson } from "../../../w/[workspace]/document/with-json.tsx";
import { type ComparedCell, compareTables } from "./compare-tables.ts";

/** So many of the rows that differ are shown. */
const SHOWN = 40;

type Props = { a: Bundle; b: Bundle; label: string; otherwise: ReactNode };

/** The new value, and the old one above it where it differs. */
export function TableDifference({ a, b, label, otherwise }: Props) {
  return (
    <WithJson value={a[TABLE_MIME] ?? null}>
      {(before) => (
        <WithJson value={b[TABLE_MIME] ?? null}>
          {(after) => (
            <Compared
              before={before}
              after={after}
              htmlA={a["text/html"]}
              htmlB={b["text/html"]}
              label={label}
              otherwise={otherwise}
            />
          )}
        </WithJson>
      )}
    </WithJson>
  );
}

type ComparedProps = Pick<Props, "label" | "otherwise"> & {
  before: unknown;
  after: unknown;
  htmlA: unknown;
  htmlB: unknown;
};

function Compared({ before, after, htmlA, htmlB, label, otherwise }: ComparedProps) {
  const compared = useMemo(() => {
    const [a, b] = [parseTable(before), parseTable(after)];
    return a && b && compareTables(a, b, htmlA, htmlB);
  }, [before, after, htmlA, htmlB]);
  if (!compared || compared.looked === 0) return otherwise;
  const { columns, rows, looked, rowsA, rowsB } = compared;
  const size = rowsA === rowsB ? `${number(rowsA)} rows in both` : `${number(rowsA)} rows in A, ${number(rowsB)} in B`;
  const seen = looked < Math.max(rowsA, rowsB) ? `, ${number(looked)} compared` : "";
  return (
    <div className="table-scroll">
      <p className="muted table-diff-words">
        {size}
        {seen}, {rows.length === 0 ? "no difference in these" : `${number(rows.length)} differ`}
      </p>
      {rows.length > 0 && (
        <table className="table-diff" aria-label={label}>
          <thead>
            <tr>
              <th scope="col">row</th>
              {columns.map(({ name, meanA, meanB }, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place; names may come twice.
                <th scope="col" key={place}>
                  {name}
                  {meanA !== null && meanB !== null && (
                    <small>
                      mean {meanA} → {meanB}
                    </small>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, SHOWN).map(({ place, cells }) => (
              <tr key={place}>
                <th scope="row">{number(place + 1)}</th>
                {cells.map((cell, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place.
                  <td key={column}>
                    <Cell cell={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > SHOWN && (
        <p className="muted table-diff-words">and {number(rows.length - SHOWN)} more rows that differ</p>
      )}
    </div>
  );
}

function Cell({ cell: { a, b } }: { cell: ComparedCell }) {
  if (a === b) return b;
  return (
    <>
      {a !== undefined && <del>{a}</del>}
      {b !== undefined && <ins>{b}</ins>}
    </>
  );
}

const number = (value: number) => value.toLocaleString("en");
