// What a table says about itself.
import { formatterOf, isNumeric } from "./cell-text.ts";
import type { Cell } from "./cells.ts";
import { type Column, nameOf, type TableSchema, whereColumnsAre } from "./table-schema.ts";

export const grouped = (n: number) => n.toLocaleString("en");
const counted = (n: number, one: string) => `${grouped(n)} ${n === 1 ? one : `${one}s`}`;

/** "8,760 rows × 6 columns": the index is no column, as in the libraries themselves. */
export function sizeOf({ rows, columns, columnsLeftOut }: TableSchema): string {
  const count = columns.filter(({ index }) => !index).length + columnsLeftOut;
  return `${counted(rows, "row")} × ${counted(count, "column")}`;
}

/** What is not here, and why. */
export function leftOut(schema: TableSchema): string[] {
  const { rows, kept, columns, columnsLeftOut } = schema;
  const said: string[] = [];
  if (whereColumnsAre(schema) === "nowhere" && schema.kept > 0) {
    said.push("Only the first rows are here: the others come when the block has ended, where there is room for them.");
  } else if (kept < rows)
    said.push(`The first ${grouped(kept)} of ${counted(rows, "row")} are kept; the rest was cut.`);
  if (columnsLeftOut > 0) {
    said.push(
      `The first ${grouped(columns.length)} columns are kept; ${counted(columnsLeftOut, "more column")} left out.`,
    );
  }
  return said;
}

export function typeOf(column: Column): string {
  if (column.type !== "datetime") return column.type;
  return column.zone ? `datetime, ${column.zone}` : "datetime";
}

/** The column in a few words: from where to where, how many kinds. */
export function summaryOf(column: Column): string {
  const { min, max, distinct, true: yes } = column.summary;
  const words: string[] = [];
  if (min !== undefined && max !== undefined) words.push(boundsOf(column, min, max));
  else if (distinct !== undefined) words.push(counted(distinct, "value"));
  else if (yes !== undefined) words.push(`${grouped(yes)} true`);
  if (column.nulls > 0) words.push(`${grouped(column.nulls)} null`);
  return words.join(", ");
}

function boundsOf(column: Column, min: number | string, max: number | string): string {
  const isExact = typeof min === "string" || typeof max === "string" || !isNumeric(column);
  const [low, high] = isExact ? [dayOf(min), dayOf(max)] : rounded(column, min, max);
  return low === high ? low : `${low} to ${high}`;
}

/** Times come as ISO text: the day is enough. */
function dayOf(bound: number | string): string {
  return /^(\d{4}-\d\d-\d\d)T/.exec(String(bound))?.[1] ?? String(bound);
}

/** As many figures as tell the ends apart: three of their distance. */
function rounded(column: Column, min: number, max: number): [string, string] {
  const distance = max - min || Math.abs(max) || 1;
  const decimals = Math.min(15, Math.max(0, 2 - Math.floor(Math.log10(distance))));
  const ends = [min, max].map((end) => (Number.isInteger(end) ? end : Number(end.toFixed(decimals))));
  const format = formatterOf(column, ends);
  const text = (end: number) =>
    format(end)
      .replace(/(\.\d*?)0+$/, "$1")
      .replace(/\.$/, "");
  return [text(ends[0] ?? min), text(ends[1] ?? max)];
}

const CHAR_REM = 0.4375;
const NAME_REM = 0.5;
const SMALL_CHAR_REM = 0.375;
const PADDING_REM = 1.375;
const LEAST_REM = 4;
const MOST_REM = 22;

/** Widths in rem, from what is known before all rows are: they stay, so that nothing shifts while one scrolls. */
export function widthOf(column: Column, cells: readonly (Cell | undefined)[]): number {
  const small = Math.max(typeOf(column).length, summaryOf(column).length) * SMALL_CHAR_REM;
  const name = (nameOf(column).length + 2) * NAME_REM;
  const rows = Math.max(0, ...cells.map((cell) => shownOf(cell).length)) * CHAR_REM;
  return Math.min(MOST_REM, Math.max(LEAST_REM, small, name, rows) + PADDING_REM);
}

export function shownOf(cell: Cell | undefined): string {
  if (cell === null) return "null";
  return typeof cell === "string" ? cell : (cell?.[0] ?? "");
}
