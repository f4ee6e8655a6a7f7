import { plainText } from "./cell-text.ts";
import type { ColumnReader } from "./column-reader.ts";
import type { Values } from "./column-values.ts";
import { type Condition, matcherOf } from "./filter.ts";
import { CHUNK_ROWS, type GoesOn } from "./sort-rows.ts";

/** The rows that meet all conditions, in their own order; null when the work was ended. */
export async function filterRows(
  readers: readonly ColumnReader[],
  kept: number,
  conditions: readonly Condition[],
  goesOn: GoesOn,
): Promise<Uint32Array | null> {
  const found = new Uint32Array(kept);
  let count = 0;
  for (let from = 0; from < kept; from += CHUNK_ROWS) {
    const to = Math.min(kept, from + CHUNK_ROWS);
    const tests = await Promise.all(conditions.map((condition) => testOf(readers, condition, from, to)));
    for (let n = 0; n < to - from; n++) {
      if (!tests.every((test) => test(n))) continue;
      found[count] = from + n;
      count++;
    }
    if (!(await goesOn(to))) return null;
  }
  return found.slice(0, count);
}

type Test = (index: number) => boolean;

async function testOf(readers: readonly ColumnReader[], condition: Condition, from: number, to: number): Promise<Test> {
  if (condition.kind === "anywhere") return anywhere(readers, condition.text, from, to);
  const reader = readers[condition.column] as ColumnReader;
  const values = await reader.read(from, to);
  const matches = matcherOf(reader.column, condition);
  return (n) => matches(values.at(n));
}

/** Column by column, so that only one of them is held at a time. */
async function anywhere(readers: readonly ColumnReader[], text: string, from: number, to: number): Promise<Test> {
  if (text === "") return () => true;
  const holds = new Uint8Array(to - from);
  for (const reader of readers) {
    const values = await reader.read(from, to);
    const has = textTest(reader, values, text);
    for (let n = 0; n < to - from; n++) if (holds[n] === 0 && has(n)) holds[n] = 1;
  }
  return (n) => holds[n] === 1;
}

/** A text that comes again is looked through once. */
function textTest({ column }: ColumnReader, values: Values, text: string): Test {
  const known = new Map<string, boolean>();
  return (n) => {
    const value = values.at(n);
    if (value === null) return false;
    if (typeof value !== "string" || column.encoding !== "dictionary") {
      return plainText(column, value).toLowerCase().includes(text);
    }
    const has = known.get(value) ?? value.toLowerCase().includes(text);
    known.set(value, has);
    return has;
  };
}
