// A table's schema, as executor/pinlight_executor/display/README.md has it. User code can forge one: what does not fit
// its own payload is no table.
import { z } from "zod";
import { BlobRef } from "#lib/protocol/element.ts";

export const TABLE_MIME = "application/vnd.pinlight.table+json";

export const widths = {
  i8: 1,
  u8: 1,
  bool: 1,
  i16: 2,
  u16: 2,
  i32: 4,
  u32: 4,
  f32: 4,
  i64: 8,
  u64: 8,
  f64: 8,
} as const;
export type Fixed = keyof typeof widths;

const Part = z.object({ at: z.int().min(0), bytes: z.int().min(0) });
export type Part = z.infer<typeof Part>;

const Figure = z.union([z.number(), z.string()]);
const base = {
  name: z.union([z.string(), z.array(z.string()).max(100)]),
  type: z.string().max(500),
  index: z.boolean().default(false),
  nulls: z.int().min(0).default(0),
  summary: z.object({ min: Figure, max: Figure, mean: Figure, distinct: z.int(), true: z.int() }).partial().catch({}),
  valid: Part.optional(),
  unit: z.enum(["s", "ms", "us", "ns"]).optional(),
  zone: z.string().max(100).optional(),
};

const Column = z.discriminatedUnion("encoding", [
  z.object({ ...base, encoding: z.enum(Object.keys(widths) as [Fixed, ...Fixed[]]), values: Part }),
  z.object({ ...base, encoding: z.literal("text"), offsets: Part, values: Part }),
  z.object({
    ...base,
    encoding: z.literal("dictionary"),
    codes: z.enum(["i8", "i16", "i32"]),
    size: z.int().min(0),
    values: Part,
    dictionaryOffsets: Part,
    dictionary: Part,
  }),
  z.object({ ...base, encoding: z.literal("range"), start: z.number(), step: z.number() }),
  z.object({ ...base, encoding: z.literal("none"), failure: z.string().default("") }),
]);
export type Column = z.infer<typeof Column>;

const Schema = z.object({
  version: z.literal(1),
  kind: z.string().max(200),
  rows: z.int().min(0),
  kept: z.int().min(0),
  columns: z.array(Column).max(1000),
  columnsLeftOut: z.int().min(0).default(0),
  data: z.union([z.object({ base64: z.string() }), BlobRef, z.object({ bytes: z.int().min(0) })]),
});
export type TableSchema = z.infer<typeof Schema>;

/** The table, or null for what is none: another version, or parts that its payload cannot have. */
export function parseTable(value: unknown): TableSchema | null {
  const parsed = Schema.safeParse(value);
  if (!parsed.success) return null;
  const { columns, kept, rows, data } = parsed.data;
  const bytes = "bytes" in data ? data.bytes : base64Bytes(data.base64);
  return kept <= rows && columns.every((column) => fits(column, kept, bytes)) ? parsed.data : null;
}

/** Where the columns are: in the message, in a blob, or nowhere (yet). */
export function whereColumnsAre({ data }: TableSchema): "inline" | "blob" | "nowhere" {
  if ("base64" in data) return "inline";
  return "sha256" in data ? "blob" : "nowhere";
}

function fits(column: Column, kept: number, bytes: number): boolean {
  const has = (part: Part, least: number) => part.bytes >= least && part.at + part.bytes <= bytes;
  if (column.valid && !has(column.valid, Math.ceil(kept / 8))) return false;
  if (column.encoding === "range" || column.encoding === "none") return true;
  if (column.encoding === "text") return has(column.offsets, (kept + 1) * 4) && has(column.values, 0);
  if (column.encoding !== "dictionary") return has(column.values, kept * widths[column.encoding]);
  const { values, codes, size, dictionary, dictionaryOffsets } = column;
  return has(values, kept * widths[codes]) && has(dictionaryOffsets, (size + 1) * 4) && has(dictionary, 0);
}

function base64Bytes(text: string): number {
  return Math.floor((text.length * 3) / 4) - (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0);
}

/** A column's name as one text; that of an index without a name is empty. */
export function nameOf({ name }: Pick<Column, "name">): string {
  return typeof name === "string" ? name : name.filter((part) => part !== "").join(" / ");
}
