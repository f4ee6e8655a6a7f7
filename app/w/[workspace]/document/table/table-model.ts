// What the page knows of one table: the order in force, how many rows it has, and the cells around what is in view. What
// is shown stays until the new order's rows are here.

import { isNumeric } from "./cell-text.ts";
import type { Cell } from "./cells.ts";
import type { Histogram } from "./histogram.ts";
import type { Order } from "./table-engine.ts";
import type { TableSchema } from "./table-schema.ts";

/** The engine, as far as the page uses it: it stands in a worker. */
export type Engine = {
  arrange(order: Order, tell: (share: number) => void): Promise<number | null>;
  rows(from: number, to: number, columns: number[]): Promise<Cell[][]>;
  csv(most: number, tell: (share: number) => void): Promise<Blob>;
  histogram(column: number): Promise<Histogram | null>;
};

export type TableState = {
  schema: TableSchema;
  /** Null: not opened yet. */
  count: number | null;
  order: Order;
  /** What the viewer asked for last, which may still be in the making. */
  asked: Order;
  /** The share of the work that is done; null: nothing to do. */
  busy: number | null;
  fault: string | null;
  histograms: ReadonlyMap<number, Histogram>;
};

export const ownOrder: Order = { filter: "", sort: null };

const BLOCK_ROWS = 64;
const BLOCK_COLUMNS = 16;
const KEPT_BLOCKS = 240;
/** Of larger tables the columns are not read whole just to draw how they spread. */
const HISTOGRAM_BYTES = 4 * 1024 * 1024;
const HISTOGRAM_COLUMNS = 40;

type Area = { from: number; to: number; columns: readonly number[] };
type Blocks = Map<string, Cell[][] | "asked">;

export class TableModel {
  state: TableState;
  private engine: Engine | null = null;
  /** What was opened last: until its first rows are here, the table before it is shown. */
  private newest: { schema: TableSchema; engine: Engine } | null = null;
  private blocks: Blocks = new Map();
  private inView: Area = { from: 0, to: BLOCK_ROWS, columns: [0] };
  private readonly listeners = new Set<() => void>();

  constructor(schema: TableSchema) {
    this.state = {
      schema,
      count: null,
      order: ownOrder,
      asked: ownOrder,
      busy: null,
      fault: null,
      histograms: new Map(),
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = (): TableState => this.state;

  /** Takes the place of the table before: the order that the viewer chose stays, where it has that column. */
  async open(schema: TableSchema, engine: Engine): Promise<void> {
    this.newest = { schema, engine };
    await this.put(this.orderIn(schema, this.state.asked), schema, engine);
    await this.readHistograms(schema, engine);
  }

  /** `order`: of the columns that are shown. */
  async arrange(order: Order): Promise<void> {
    if (!this.newest) return this.set({ asked: order });
    const { schema, engine } = this.newest;
    await this.put(this.orderIn(schema, order), schema, engine);
  }

  private orderIn(schema: TableSchema, order: Order): Order {
    const sorted = order.sort && this.state.schema.columns[order.sort.column];
    const column = sorted ? schema.columns.findIndex(({ name }) => String(name) === String(sorted.name)) : -1;
    return { ...order, sort: order.sort && column >= 0 ? { ...order.sort, column } : null };
  }

  fail(fault: string): void {
    this.set({ fault, busy: null });
  }

  /** Undefined: not here yet. */
  cell(row: number, column: number): Cell | undefined {
    const block = this.blocks.get(keyOf(Math.floor(row / BLOCK_ROWS), Math.floor(column / BLOCK_COLUMNS)));
    return block === "asked" ? undefined : block?.[row % BLOCK_ROWS]?.[column % BLOCK_COLUMNS];
  }

  /** Sees to it that these cells are here or come. */
  want(area: Area): void {
    this.inView = area;
    const { asked, order, count, schema } = this.state;
    if (!this.engine || count === null || asked !== order) return;
    this.load(this.blocks, this.engine, schema, count).catch(this.failed);
  }

  csv(most: number): Promise<Blob> {
    if (!this.engine) return Promise.reject(new Error("The table is not here yet."));
    return this.engine.csv(most, () => undefined);
  }

  private async put(order: Order, schema: TableSchema, engine: Engine): Promise<void> {
    this.set({ asked: order, busy: 0, fault: null });
    const isLatest = () => this.state.asked === order;
    try {
      const count = await engine.arrange(order, (share) => isLatest() && this.set({ busy: share }));
      if (count === null || !isLatest()) return;
      const blocks: Blocks = new Map();
      await this.load(blocks, engine, schema, count);
      if (!isLatest()) return;
      this.blocks = blocks;
      this.engine = engine;
      const histograms = schema === this.state.schema ? this.state.histograms : new Map();
      this.set({ schema, count, order, busy: null, histograms });
    } catch (error) {
      if (isLatest()) this.failed(error);
    }
  }

  /** Settles when the blocks of what is in view, as far as the table goes, are there. */
  private async load(blocks: Blocks, engine: Engine, { columns }: TableSchema, count: number): Promise<void> {
    const { from, to, columns: wanted } = this.inView;
    const end = Math.min(to, count);
    const groups = new Set(wanted.map((column) => Math.floor(column / BLOCK_COLUMNS)));
    const asked: Promise<void>[] = [];
    for (
      let block = Math.floor(Math.min(from, Math.max(0, count - 1)) / BLOCK_ROWS);
      block * BLOCK_ROWS < end;
      block++
    ) {
      for (const group of groups) {
        const first = group * BLOCK_COLUMNS;
        const of = range(first, Math.min(columns.length, first + BLOCK_COLUMNS));
        if (blocks.has(keyOf(block, group)) || of.length === 0) continue;
        asked.push(
          this.loadBlock(blocks, keyOf(block, group), () => {
            return engine.rows(block * BLOCK_ROWS, Math.min(count, (block + 1) * BLOCK_ROWS), of);
          }),
        );
      }
    }
    await Promise.all(asked);
  }

  private async loadBlock(blocks: Blocks, key: string, ask: () => Promise<Cell[][]>): Promise<void> {
    blocks.set(key, "asked");
    for (const oldest of blocks.keys()) {
      if (blocks.size <= KEPT_BLOCKS) break;
      blocks.delete(oldest);
    }
    try {
      blocks.set(key, await ask());
    } catch (error) {
      blocks.delete(key);
      throw error;
    }
    if (blocks === this.blocks) this.set({});
  }

  private async readHistograms(schema: TableSchema, engine: Engine): Promise<void> {
    if (!hasHistograms(schema)) return;
    for (const [n, column] of schema.columns.entries()) {
      if (!drawsHistogram(column)) continue;
      const histogram = await engine.histogram(n).catch(() => null);
      if (this.state.schema !== schema) return;
      if (histogram) this.set({ histograms: new Map(this.state.histograms).set(n, histogram) });
    }
  }

  private readonly failed = (error: unknown): void => {
    this.fail(error instanceof TypeError ? "No connection." : error instanceof Error ? error.message : String(error));
  };

  private set(part: Partial<TableState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of this.listeners) listener();
  }
}

export function hasHistograms({ columns, data, kept }: TableSchema): boolean {
  const bytes = "bytes" in data ? ("sha256" in data ? data.bytes : Number.POSITIVE_INFINITY) : 0;
  return kept > 1 && bytes <= HISTOGRAM_BYTES && columns.length <= HISTOGRAM_COLUMNS && columns.some(drawsHistogram);
}

export function drawsHistogram(column: TableSchema["columns"][number]): boolean {
  return !column.index && column.encoding !== "range" && (isNumeric(column) || column.type === "datetime");
}

const keyOf = (block: number, group: number) => `${block}:${group}`;
const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n);
