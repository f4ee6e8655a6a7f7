import { type Formatter, plainText } from "./cell-text.ts";
import type { Value } from "./column-values.ts";
import type { Column } from "./table-schema.ts";

/** What a cell shows, and all of it where that is more; null: there is no value. */
export type Cell = string | [shown: string, whole: string] | null;

export function cellOf(column: Column, value: Value, format: Formatter): Cell {
  if (column.encoding === "none") return column.failure === "" ? "not shown" : ["not shown", column.failure];
  if (value === null) return null;
  const shown = format(value);
  const whole = plainText(column, value);
  return shown === whole ? shown : [shown, whole];
}
