// One table as the page asks for it: rows of the order in force as texts, never more than asked for. It works in a
// worker, in chunks, so that a newer question ends an older one.
import { BlobBytes, type ByteSource, fetchRanges, InlineBytes } from "./byte-source.ts";
import { type Formatter, formatterOf, textForFile } from "./cell-text.ts";
import { type Cell, cellOf } from "./cells.ts";
import { ColumnReader } from "./column-reader.ts";
import type { Value, Values } from "./column-values.ts";
import { csvLine } from "./csv.ts";
import { parseFilter } from "./filter.ts";
import { filterRows } from "./filter-rows.ts";
import { type Histogram, histogramOf } from "./histogram.ts";
import { type GoesOn, sortRows } from "./sort-rows.ts";
import { nameOf, type TableSchema } from "./table-schema.ts";

export type Order = { filter: string; sort: { column: number; descending: boolean } | null };
/** Beyond it the order of rows alone would take too much memory. */
export const MAX_ORDERED_ROWS = 20_000_000;
const SAMPLE_ROWS = 100;
const CSV_ROWS = 5_000;

/** Where the bytes are: an absolute address of a blob, or the bytes as base64. */
export type Origin = { address: string; bytes: number } | { base64: string };

export class TableEngine {
  private readonly schema: TableSchema;
  private readonly readers: ColumnReader[];
  private readonly formatters = new Map<number, Promise<Formatter>>();
  private order: Uint32Array | null = null;
  private question = 0;

  constructor(schema: TableSchema, origin: Origin) {
    const source: ByteSource =
      "base64" in origin ? new InlineBytes(origin.base64) : new BlobBytes(origin.bytes, fetchRanges(origin.address));
    this.schema = schema;
    this.readers = schema.columns.map((column) => new ColumnReader(column, source));
  }

  /** Puts rows in order; how many there are now, or null when a newer question came. */
  async arrange({ filter, sort }: Order, tell: (share: number) => void): Promise<number | null> {
    this.question += 1;
    const mine = this.question;
    const { kept } = this.schema;
    const goesOn = async (done: number) => {
      tell(done / kept);
      await messagesIn();
      return mine === this.question;
    };
    const order = await this.ordered(filter, sort, goesOn);
    if (order === null || mine !== this.question) return null;
    this.order = order === "own" ? null : order;
    return this.order?.length ?? kept;
  }

  /** Rows `from` to `to` of the order in force. */
  async rows(from: number, to: number, columns: readonly number[]): Promise<Cell[][]> {
    const runs = this.runs(from, to);
    const byColumn = await Promise.all(columns.map((column) => this.cells(column, runs)));
    return Array.from({ length: to - from }, (_, row) => byColumn.map((cells) => cells[row] ?? null));
  }

  /** Rows of the order in force as a file's text, with a head. `most` rows at most. */
  async csv(most: number, tell: (share: number) => void): Promise<Blob> {
    const { columns, kept } = this.schema;
    const count = Math.min(most, this.order?.length ?? kept);
    let file = new Blob([csvLine(columns.map(nameOf))], { type: "text/csv;charset=utf-8" });
    for (let from = 0; from < count; from += CSV_ROWS) {
      const runs = this.runs(from, Math.min(count, from + CSV_ROWS));
      const texts = await Promise.all(
        this.readers.map(async ({ column }, n) => {
          return (await this.values(n, runs)).map((value) => textForFile(column, value));
        }),
      );
      const rows = runs.reduce((sum, run) => sum + run.to - run.from, 0);
      const lines = Array.from({ length: rows }, (_, row) => csvLine(texts.map((column) => column[row] ?? "")));
      // A blob of blobs: the browser keeps them where it likes, and not as one text.
      file = new Blob([file, new Blob(lines)], { type: file.type });
      tell(Math.min(count, from + CSV_ROWS) / count);
    }
    return file;
  }

  histogram(column: number): Promise<Histogram | null> {
    return histogramOf(this.readers[column] as ColumnReader, this.schema.kept);
  }

  private async ordered(filter: string, sort: Order["sort"], goesOn: GoesOn): Promise<Uint32Array | "own" | null> {
    const { kept, columns } = this.schema;
    const conditions = parseFilter(filter, columns);
    if (conditions.length === 0 && sort === null) return "own";
    if (kept > MAX_ORDERED_ROWS) throw new Error(`Tables over ${MAX_ORDERED_ROWS} rows stay in their own order.`);
    const rows = conditions.length > 0 ? await filterRows(this.readers, kept, conditions, goesOn) : ownOrder(kept);
    const reader = sort === null ? undefined : this.readers[sort.column];
    if (rows === null || sort === null || !reader) return rows;
    return sortRows(reader, rows, { kept, descending: sort.descending, goesOn });
  }

  /** Rows of the table that follow each other: what is read at once. */
  private runs(from: number, to: number): Run[] {
    if (this.order === null) return [{ from, to: Math.min(to, this.schema.kept) }];
    const runs: Run[] = [];
    for (const row of this.order.subarray(from, to)) {
      const last = runs.at(-1);
      if (last && last.to === row) last.to += 1;
      else runs.push({ from: row, to: row + 1 });
    }
    return runs;
  }

  private async values(column: number, runs: readonly Run[]): Promise<Value[]> {
    const reader = this.readers[column] as ColumnReader;
    // Rows from all over the table: a request for each would be slower than the column.
    if (runs.length > 4) await reader.warm();
    const parts = await Promise.all(runs.map((run) => reader.read(run.from, run.to)));
    return parts.flatMap(listed);
  }

  private async cells(column: number, runs: readonly Run[]): Promise<Cell[]> {
    const [values, format] = await Promise.all([this.values(column, runs), this.formatter(column)]);
    const of = (this.readers[column] as ColumnReader).column;
    return values.map((value) => cellOf(of, value, format));
  }

  private formatter(column: number): Promise<Formatter> {
    const known = this.formatters.get(column);
    if (known) return known;
    const reader = this.readers[column] as ColumnReader;
    const made = reader
      .read(0, Math.min(SAMPLE_ROWS, this.schema.kept))
      .then((sample) => formatterOf(reader.column, listed(sample)));
    this.formatters.set(column, made);
    made.catch(() => this.formatters.delete(column));
    return made;
  }
}

type Run = { from: number; to: number };

const listed = (values: Values): Value[] => Array.from({ length: values.length }, (_, n) => values.at(n));

function ownOrder(kept: number): Uint32Array {
  return Uint32Array.from({ length: kept }, (_, row) => row);
}

/** Lets what the page has said since be heard. */
function messagesIn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
