import type { ByteSource } from "./byte-source.ts";
import {
  codedValues,
  fixedValues,
  noValues,
  nullsOf,
  numbersOf,
  rangeValues,
  textValues,
  type Values,
} from "./column-values.ts";
import { type Column, type Part, widths } from "./table-schema.ts";

/** Reads rows of one column from the ranges of the payload that hold them. */
export class ColumnReader {
  readonly column: Column;
  private readonly source: ByteSource;
  private texts: Promise<string[]> | null = null;

  constructor(column: Column, source: ByteSource) {
    this.column = column;
    this.source = source;
  }

  async read(from: number, to: number): Promise<Values> {
    const { column } = this;
    if (column.encoding === "range") return rangeValues(column.start, column.step, from, to);
    if (column.encoding === "none" || from >= to) return noValues(Math.max(0, to - from));
    const [valid, values] = await Promise.all([this.nulls(from, to), this.readPresent(from, to)]);
    return typeof values === "function" ? values(valid) : masked(values, valid);
  }

  /** Fetches all that rows of this column need, so that reading any of them is quick. */
  async warm(): Promise<void> {
    const { column } = this;
    if (column.encoding === "range" || column.encoding === "none") return;
    const parts = [column.values, column.valid, column.encoding === "text" ? column.offsets : undefined];
    await Promise.all(parts.map((part) => part && this.source.ready(part.at, part.bytes)));
    if (column.encoding === "dictionary") await this.dictionary();
  }

  /** The distinct texts of a dictionary, which stay. */
  private dictionary(): Promise<string[]> {
    this.texts ??= this.readDictionary().catch((error) => {
      this.texts = null;
      throw error;
    });
    return this.texts;
  }

  private async codes(from: number, to: number): Promise<ArrayLike<number>> {
    if (this.column.encoding !== "dictionary") return [];
    const { codes, values } = this.column;
    return numbersOf(codes, await this.rows(values, widths[codes], from, to)) as ArrayLike<number>;
  }

  private async readPresent(from: number, to: number) {
    const { column } = this;
    if (column.encoding === "dictionary") {
      const [codes, texts] = await Promise.all([this.codes(from, to), this.dictionary()]);
      return codedValues(codes, texts);
    }
    if (column.encoding === "text") return this.readTexts(column, from, to);
    if (column.encoding === "range" || column.encoding === "none") return noValues(to - from);
    const bytes = await this.rows(column.values, widths[column.encoding], from, to);
    return (valid: ReturnType<typeof nullsOf> | null) => fixedValues(column, bytes, valid);
  }

  private async readTexts(column: Extract<Column, { encoding: "text" }>, from: number, to: number): Promise<Values> {
    const offsets = await this.rows(column.offsets, 4, from, to + 1);
    const places = numbersOf("u32", offsets) as ArrayLike<number>;
    const first = Math.min(places[0] ?? 0, column.values.bytes);
    const end = Math.min(Math.max(first, places[to - from] ?? 0), column.values.bytes);
    const bytes = await this.source.read(column.values.at + first, end - first);
    return textValues(offsets, bytes, first);
  }

  private async readDictionary(): Promise<string[]> {
    if (this.column.encoding !== "dictionary") return [];
    const { dictionary, dictionaryOffsets, size } = this.column;
    const [offsets, bytes] = await Promise.all([
      this.rows(dictionaryOffsets, 4, 0, size + 1),
      this.source.read(dictionary.at, dictionary.bytes),
    ]);
    const texts = textValues(offsets, bytes);
    return Array.from({ length: texts.length }, (_, n) => texts.at(n));
  }

  private async nulls(from: number, to: number) {
    const { valid } = this.column;
    if (!valid) return null;
    const first = from >> 3;
    return nullsOf(await this.source.read(valid.at + first, ((to + 7) >> 3) - first), from & 7);
  }

  private rows(part: Part, width: number, from: number, to: number): Promise<Uint8Array> {
    return this.source.read(part.at + from * width, (to - from) * width);
  }
}

function masked(values: Values, isNull: ReturnType<typeof nullsOf> | null): Values {
  return isNull === null ? values : { length: values.length, at: (n) => (isNull(n) ? null : values.at(n)) };
}
