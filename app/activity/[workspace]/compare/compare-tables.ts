// Two tables by what the results themselves hold of them: their figures column by column, and their first rows.
import type { Cell } from "../../../w/[workspace]/document/table/cells.ts";
import { firstRows } from "../../../w/[workspace]/document/table/first-rows.ts";
import { type Column, nameOf, type TableSchema } from "../../../w/[workspace]/document/table/table-schema.ts";

const ROWS = 500;

export type ComparedColumn = { name: string; isIndex: boolean; meanA: string | null; meanB: string | null };
/** A cell's text in either; undefined: that table has no such cell. */
export type ComparedCell = { a: string | undefined; b: string | undefined };
export type ComparedTables = {
  columns: ComparedColumn[];
  /** Rows in the order of both, those alone that differ. */
  rows: { place: number; cells: ComparedCell[] }[];
  /** How many rows both showed. */
  looked: number;
  rowsA: number;
  rowsB: number;
};

export function compareTables(a: TableSchema, b: TableSchema, htmlA: unknown, htmlB: unknown): ComparedTables {
  const columns = pairs(a, b);
  const [before, after] = [firstRows(a, htmlA, ROWS), firstRows(b, htmlB, ROWS)];
  // Where one showed less of itself than there is, its missing rows are not known, and no difference.
  const looked = Math.min(
    before.length < a.rows ? before.length : Number.POSITIVE_INFINITY,
    after.length < b.rows ? after.length : Number.POSITIVE_INFINITY,
    Math.max(before.length, after.length),
  );
  const rows = Array.from({ length: looked }, (_, place) => ({
    place,
    cells: columns.map(([inA, inB]) => ({ a: textOf(before[place]?.[inA]), b: textOf(after[place]?.[inB]) })),
  })).filter(({ cells }) => cells.some((cell) => cell.a !== cell.b));
  const told = columns.map(([inA, inB]): ComparedColumn => {
    const [columnA, columnB] = [a.columns[inA], b.columns[inB]];
    const one = (columnB ?? columnA) as Column;
    return { name: nameOf(one), isIndex: one.index, meanA: meanOf(columnA), meanB: meanOf(columnB) };
  });
  return { columns: told, rows, looked, rowsA: a.rows, rowsB: b.rows };
}

/** Places of the columns of one name; -1: not there. */
function pairs(a: TableSchema, b: TableSchema): [number, number][] {
  const places = new Map(a.columns.map((column, place) => [nameOf(column), place]));
  const ofB = b.columns.map((column, place): [number, number] => [places.get(nameOf(column)) ?? -1, place]);
  const known = new Set(ofB.map(([place]) => place));
  return [...ofB, ...a.columns.flatMap((_, place): [number, number][] => (known.has(place) ? [] : [[place, -1]]))];
}

function textOf(cell: Cell | undefined): string | undefined {
  if (cell === undefined) return undefined;
  return cell === null ? "null" : typeof cell === "string" ? cell : cell[0];
}

function meanOf(column: Column | undefined): string | null {
  const mean = column?.summary.mean;
  return typeof mean === "number" ? mean.toLocaleString("en", { maximumSignificantDigits: 4 }) : null;
}
