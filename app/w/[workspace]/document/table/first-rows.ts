// The first rows that the message itself holds: of small tables the columns, of others the head that the library wrote as
// HTML. They are drawn on the server too, so that a table is there before any script is.
import { fromHtmlIsomorphic } from "hast-util-from-html-isomorphic";
import { bytesOfBase64 } from "./byte-source.ts";
import { type Formatter, formatterOf, isNumeric } from "./cell-text.ts";
import { type Cell, cellOf } from "./cells.ts";
import {
  codedValues,
  fixedValues,
  noValues,
  nullsOf,
  numbersOf,
  rangeValues,
  textValues,
  type Value,
} from "./column-values.ts";
import { type Column, type Part, type TableSchema, widths } from "./table-schema.ts";

/** Rows of cells, in the order of the schema's columns; undefined where the message does not hold a cell. */
export type FirstRows = (Cell | undefined)[][];

export function firstRows(schema: TableSchema, html: unknown, most: number): FirstRows {
  const count = Math.min(most, schema.kept);
  if ("base64" in schema.data) return inlineRows(schema, schema.data.base64, count);
  return typeof html === "string" ? rowsOfHtml(html, schema).slice(0, count) : [];
}

function inlineRows({ columns }: TableSchema, base64: string, count: number): FirstRows {
  const all = bytesOfBase64(base64);
  const byColumn = columns.map((column) => {
    const values = valuesIn(column, all, count);
    const format = formatterOf(column, values);
    return values.map((value) => cellOf(column, value, format));
  });
  return Array.from({ length: count }, (_, row) => byColumn.map((cells) => cells[row]));
}

function valuesIn(column: Column, all: Uint8Array, count: number): Value[] {
  const bytes = ({ at, bytes }: Part, least = bytes) => all.subarray(at, at + Math.min(bytes, least));
  const isNull = column.valid ? nullsOf(bytes(column.valid), 0) : null;
  const values = () => {
    if (column.encoding === "range") return rangeValues(column.start, column.step, 0, count);
    if (column.encoding === "none") return noValues(count);
    if (column.encoding === "text") return textValues(bytes(column.offsets, (count + 1) * 4), bytes(column.values));
    if (column.encoding !== "dictionary") {
      return fixedValues(column, bytes(column.values, count * widths[column.encoding]), isNull);
    }
    const texts = textValues(bytes(column.dictionaryOffsets), bytes(column.dictionary));
    const codes = numbersOf(column.codes, bytes(column.values, count * widths[column.codes])) as ArrayLike<number>;
    return codedValues(
      codes,
      Array.from({ length: texts.length }, (_, n) => texts.at(n)),
    );
  };
  const found = values();
  return Array.from({ length: count }, (_, n) => (isNull?.(n) ? null : found.at(n)));
}

/** What is used of a node of HTML's tree. */
type Node = {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: Node[];
};

function rowsOfHtml(html: string, schema: TableSchema): FirstRows {
  const body = find(fromHtmlIsomorphic(html, { fragment: true }) as Node, "tbody");
  const rows = body ? spread(children(body, "tr")) : [];
  // A row of dots stands for those that the library left out: what follows is the table's end.
  const end = rows.findIndex((row) => row.length > 0 && row.every(isDots));
  const head = end < 0 ? rows : rows.slice(0, end);
  const places = placesOf(head, schema);
  if (places === null) return [];
  const formats = schema.columns.map((column, n) => numberFormat(column, head, places[n]));
  return head.map((row) =>
    schema.columns.map((column, n) => {
      const text = row[places[n] ?? -1];
      return text === undefined ? undefined : cellOfText(column, text, formats[n] ?? null);
    }),
  );
}

/** Texts of the rows; a cell that spans rows is nothing but in the first of them. */
function spread(rows: readonly Node[]): string[][] {
  const spanned: number[] = [];
  return rows.map((row) => {
    const texts: string[] = [];
    const takeSpanned = () => {
      while ((spanned[texts.length] ?? 0) > 0) {
        spanned[texts.length] = (spanned[texts.length] ?? 0) - 1;
        texts.push("");
      }
    };
    for (const cell of children(row, "th", "td")) {
      takeSpanned();
      spanned[texts.length] = Number(cell.properties?.rowSpan ?? 1) - 1;
      texts.push(textOf(cell).trim());
    }
    return texts;
  });
}

/** Where each column's cell stands in a row; null where HTML and schema are not of the same shape. */
function placesOf(rows: readonly string[][], { columns, columnsLeftOut }: TableSchema): (number | undefined)[] | null {
  const [first] = rows;
  if (!first) return null;
  if (first.length === columns.length) return columns.map((_, n) => n);
  const gap = first.findIndex((_, n) => rows.every((row) => isDots(row[n] ?? "")));
  if (gap < 0 || first.length > columns.length) return null;
  const fromEnd = (n: number) => first.length - (columns.length - n);
  return columns.map((_, n) => (n < gap ? n : columnsLeftOut === 0 && fromEnd(n) > gap ? fromEnd(n) : undefined));
}

function numberFormat(column: Column, rows: readonly string[][], place: number | undefined): Formatter | null {
  if (!isNumeric(column) || column.type === "duration" || place === undefined) return null;
  return formatterOf(
    column,
    rows.map((row) => Number(row[place])),
  );
}

function cellOfText(column: Column, text: string, format: Formatter | null): Cell {
  if (column.nulls > 0 && /^(NaN|None|NaT|<NA>|null)$/.test(text)) return null;
  const number = Number(text);
  if (format && text !== "" && !Number.isNaN(number)) return format(number);
  // Polars writes texts in quotes.
  return column.type === "string" ? text.replace(/^"(.*)"$/s, "$1") : text;
}

const isDots = (text: string) => text === "..." || text === "…" || text === "⋮";

function children(node: Node, ...names: string[]): Node[] {
  return node.children?.filter(({ tagName }) => tagName !== undefined && names.includes(tagName)) ?? [];
}

function find(node: Node, name: string): Node | null {
  if (node.tagName === name) return node;
  for (const child of node.children ?? []) {
    const found = find(child, name);
    if (found) return found;
  }
  return null;
}

function textOf(node: Node): string {
  return node.value ?? node.children?.map(textOf).join("") ?? "";
}
