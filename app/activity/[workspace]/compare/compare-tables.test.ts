import { expect, test } from "vitest";
import type { TableSchema } from "../../../w/[workspace]/document/table/table-schema.ts";
import { compareTables } from "./compare-tables.ts";

/** A table of whole numbers, its columns in the message itself. */
function table(columns: Record<string, number[]>): TableSchema {
  const rows = Object.values(columns)[0]?.length ?? 0;
  const bytes = Buffer.concat(Object.values(columns).map((values) => Buffer.from(Int32Array.from(values).buffer)));
  return {
    ...{ version: 1, kind: "DataFrame", rows, kept: rows, columnsLeftOut: 0 },
    columns: Object.entries(columns).map(([name], place) => ({
      ...{ name, type: "int32", index: false, nulls: 0, summary: {} },
      encoding: "i32" as const,
      values: { at: place * rows * 4, bytes: rows * 4 },
    })),
    data: { base64: bytes.toString("base64") },
  };
}

test("a table does not differ from itself", () => {
  const one = table({ a: [1, 2, 3], b: [4, 5, 6] });
  expect(compareTables(one, one, null, null)).toMatchObject({ rows: [], looked: 3 });
});

test("rows are compared in their places, columns by their names, whichever table has them", () => {
  const { columns, rows } = compareTables(
    table({ a: [1, 2, 3], gone: [7, 7, 7] }),
    table({ fresh: [8, 8, 8], a: [1, 20, 3] }),
    null,
    null,
  );
  expect(columns.map(({ name }) => name)).toEqual(["fresh", "a", "gone"]);
  expect(rows[1]).toEqual({
    place: 1,
    cells: [
      { a: undefined, b: "8" },
      { a: "2", b: "20" },
      { a: "7", b: undefined },
    ],
  });
});

test("rows that one table has and the other has not differ", () => {
  const { rows, rowsA, rowsB } = compareTables(table({ a: [1] }), table({ a: [1, 2] }), null, null);
  expect(rows).toEqual([{ place: 1, cells: [{ a: undefined, b: "2" }] }]);
  expect([rowsA, rowsB]).toEqual([1, 2]);
});
