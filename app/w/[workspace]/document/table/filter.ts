// What a viewer types to see fewer rows: text that any cell holds, or a column compared with a value. Parts are joined by
// "and" or commas. `price > 100, tariff = peak`
import { plainText } from "./cell-text.ts";
import type { Value } from "./column-values.ts";
import { type Column, nameOf } from "./table-schema.ts";
import { durationSeconds } from "./times.ts";

export type Operator = "<" | "<=" | ">" | ">=" | "=" | "!=" | "contains";
export type Condition =
  | { kind: "anywhere"; text: string }
  | { kind: "column"; column: number; operator: Operator; text: string };

/** Longer ones first, so that `>=` is not `>` and a rest. */
const operator = /<=|>=|!=|==|=|<|>|~|:/;

/** What is no comparison with a column that there is, is text to be found anywhere. */
export function parseFilter(words: string, columns: readonly Column[]): Condition[] {
  return words
    .split(/\s*,\s+|\s+and\s+|\s+&&?\s+/i)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => comparison(part, columns) ?? { kind: "anywhere", text: unquoted(part).toLowerCase() });
}

function comparison(part: string, columns: readonly Column[]): Condition | null {
  const found = operator.exec(part);
  if (!found || found.index === 0) return null;
  const name = unquoted(part.slice(0, found.index).trim()).toLowerCase();
  const column = columns.findIndex((one) => nameOf(one).toLowerCase() === name);
  if (column < 0 || name === "") return null;
  const sign = found[0] === "==" ? "=" : found[0] === "~" || found[0] === ":" ? "contains" : (found[0] as Operator);
  const text = part.slice(found.index + found[0].length).trim();
  // Still being typed: nothing is compared with nothing.
  if (text === "") return { kind: "anywhere", text: "" };
  return { kind: "column", column, operator: sign, text: unquoted(text) };
}

function unquoted(text: string): string {
  return text.replace(/^(["'`])(.*)\1$/, "$2");
}

/** Whether a value of this column meets the condition. Nulls meet `= null` and what is unequal to a value. */
export function matcherOf(column: Column, { operator, text }: Extract<Condition, { kind: "column" }>) {
  const sought = text.toLowerCase();
  if (/^(null|none|nan|nat)$/.test(sought) && (operator === "=" || operator === "!=")) {
    return (value: Value) => (value === null) === (operator === "=");
  }
  if (operator === "contains") {
    return (value: Value) => value !== null && plainText(column, value).toLowerCase().includes(sought);
  }
  const holds = tests[operator];
  const order = orderOf(column, sought);
  return (value: Value) => (value === null ? operator === "!=" : holds(order(value)));
}

const tests = {
  "<": (order: number) => order < 0,
  "<=": (order: number) => order <= 0,
  ">": (order: number) => order > 0,
  ">=": (order: number) => order >= 0,
  "=": (order: number) => order === 0,
  "!=": (order: number) => order !== 0,
};

/** Below 0: the value comes before what is sought; NaN: they cannot be compared. */
function orderOf(column: Column, sought: string): (value: NonNullable<Value>) => number {
  const number = Number(sought.replaceAll(/[_ ]/g, ""));
  if (column.type === "duration" && !Number.isNaN(number)) {
    return (value) => durationSeconds(column, value as number | bigint) - number;
  }
  // A day stands for all of its hours: only as much of a time is compared as was typed.
  if (column.type === "datetime")
    return (value) => compared(plainText(column, value).slice(0, sought.length), dateLike(sought));
  return (value) => {
    if (typeof value === "number" || typeof value === "bigint")
      return value < number ? -1 : value > number ? 1 : equal(value, number);
    return compared(plainText(column, value).toLowerCase(), sought);
  };
}

function equal(value: number | bigint, number: number): number {
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number of the same size are the same here.
  return value == number ? 0 : Number.NaN;
}

const dateLike = (text: string) => text.replace("t", " ").replace(/z$/, "");
const compared = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
