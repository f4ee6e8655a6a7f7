import { expect, test } from "vitest";
import type { Order } from "./table-engine.ts";
import { type Engine, ownOrder, TableModel } from "./table-model.ts";
import type { TableSchema } from "./table-schema.ts";

const schema = { columns: [{ name: "n" }, { name: "key" }], kept: 1_000, data: {} } as unknown as TableSchema;

/** Answers each order when it is told to: `key > 0` leaves seven rows. */
function slowEngine() {
  const waiting: (() => void)[] = [];
  const engine: Engine = {
    arrange: (order: Order) =>
      new Promise((resolve) => waiting.push(() => resolve(order.filter === "" ? schema.kept : 7))),
    rows: async (from, to, columns) =>
      Array.from({ length: to - from }, () => columns.map(() => ({ text: "" }) as never)),
    csv: async () => new Blob(),
    histogram: async () => null,
  };
  return { engine, answer: (n: number) => waiting[n]?.() };
}

test("a filter that is typed while the table is being opened is applied when it is there", async () => {
  const model = new TableModel(schema);
  const { engine, answer } = slowEngine();
  const opened = model.open(schema, engine);
  const filtered = model.arrange({ ...ownOrder, filter: "key > 0" });
  answer(0);
  answer(1);
  await Promise.all([opened, filtered]);
  expect(model.state).toMatchObject({ count: 7, busy: null, order: { filter: "key > 0" } });
});

test("a filter that was typed before the table's bytes came is applied when they do", async () => {
  const model = new TableModel(schema);
  const { engine, answer } = slowEngine();
  await model.arrange({ ...ownOrder, filter: "key > 0" });
  const opened = model.open(schema, engine);
  answer(0);
  await opened;
  expect(model.state).toMatchObject({ count: 7, busy: null });
});

test("what is typed while the next run's table is being opened asks that one, and keeps its column", async () => {
  const model = new TableModel(schema);
  const first = slowEngine();
  const opened = model.open(schema, first.engine);
  first.answer(0);
  await opened;
  const wider = { ...schema, columns: [{ name: "new" }, ...schema.columns] } as unknown as TableSchema;
  const second = slowEngine();
  const reopened = model.open(wider, second.engine);
  const sorted = model.arrange({ filter: "", sort: { column: 1, descending: true } });
  second.answer(0);
  second.answer(1);
  await Promise.all([reopened, sorted]);
  expect(model.state.schema).toBe(wider);
  expect(model.state.order.sort).toEqual({ column: 2, descending: true });
});
