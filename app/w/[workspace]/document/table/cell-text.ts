// What a cell says: on the page (one form for a whole column, so that figures stand under each other), to a filter, and
// in a file.
import type { Value } from "./column-values.ts";
import type { Column } from "./table-schema.ts";
import { dateDetail, dateForFile, dateText, durationText, shortDate } from "./times.ts";

/** Figures shown of a number that has more of them. */
const PRECISION = 6;
/** Decimals that a column of large numbers keeps all the same: 1.5 does not become 2 because 499,999.5 stands below. */
const DECIMALS_KEPT = 2;
/** Years and small counts are read without separators. */
const GROUPED_FROM = 10_000;
const EXPONENT_FROM = 1e15;

export type Formatter = (value: Value) => string;

export function isNumeric({ type, encoding }: Column): boolean {
  return type !== "datetime" && !["text", "dictionary", "none", "bool"].includes(encoding);
}

/** How a column is shown; `sample` are some of its values. */
export function formatterOf(column: Column, sample: readonly Value[]): Formatter {
  if (column.encoding === "none") return () => "not shown";
  if (column.type === "datetime") return dateFormatter(column, sample);
  if (!isNumeric(column) || column.type === "duration") return (value) => plainText(column, value);
  const numbers = sample.filter((value) => typeof value === "number" || typeof value === "bigint").map(Number);
  const bounds = [column.summary.min, column.summary.max].map(Number).filter(Number.isFinite);
  const largest = Math.max(0, ...[...bounds, ...numbers].map(Math.abs).filter(Number.isFinite));
  const useGrouping = !column.index && largest >= GROUPED_FROM;
  const most = Math.min(PRECISION, Math.max(DECIMALS_KEPT, PRECISION - 1 - Math.floor(Math.log10(largest || 1))));
  const least = Math.max(0, ...numbers.map((value) => decimalsOf(value, most)));
  const format = new Intl.NumberFormat("en", {
    useGrouping,
    minimumFractionDigits: least,
    maximumFractionDigits: most,
  });
  const shortest = shortestOf(column);
  return (value) => {
    if (typeof value === "bigint") return format.format(value);
    if (typeof value !== "number") return plainText(column, value);
    const size = Math.abs(value);
    if (!Number.isFinite(value)) return numberText(value);
    if (size >= EXPONENT_FROM || (size > 0 && size < 0.5 * 10 ** -most)) return shortest(value, PRECISION);
    return format.format(value);
  };
}

function dateFormatter(column: Column, sample: readonly Value[]): Formatter {
  const text = (value: Value) => (value === null ? "" : dateText(column, value));
  const details = sample.filter((value) => value !== null).map((value) => dateDetail(text(value)));
  const detail = Math.max(0, ...details) as 0 | 1 | 2;
  return (value) => (value === null ? "" : shortDate(text(value), detail));
}

/** The whole value, without separators. */
export function plainText(column: Column, value: Value): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (column.type === "datetime") return dateText(column, value);
  if (column.type === "duration") return durationText(column, value);
  if (typeof value === "bigint") return String(value);
  return column.encoding === "f32" && column.type.toLowerCase() === "float32" ? shortSingle(value) : numberText(value);
}

export function textForFile(column: Column, value: Value): string {
  return column.type === "datetime" && value !== null ? dateForFile(column, value) : plainText(column, value);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return Number.isFinite(value) ? String(value) : value > 0 ? "inf" : "-inf";
}

/** The fewest figures that are this number in single precision. */
function shortSingle(value: number): string {
  for (let figures = 1; figures < 9; figures++) {
    const short = Number(value.toPrecision(figures));
    if (Math.fround(short) === value) return numberText(short);
  }
  return numberText(value);
}

function decimalsOf(value: number, most: number): number {
  if (!Number.isFinite(value)) return 0;
  const fraction = value.toFixed(most).split(".")[1]?.replace(/0+$/, "");
  return fraction?.length ?? 0;
}

function shortestOf(column: Column) {
  return (value: number, figures: number) => {
    const whole = plainText(column, value);
    const cut = value.toExponential(figures - 3).replace(/\.?0+e/, "e");
    return whole.length <= cut.length ? whole : cut;
  };
}
