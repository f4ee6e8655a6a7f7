// The order of rows by one column: numbers and times by size, texts as people order them, nulls last either way, and
// rows that are equal as they stood.
import type { ColumnReader } from "./column-reader.ts";
import type { Value } from "./column-values.ts";

export const CHUNK_ROWS = 65_536;

/** Called after each chunk of rows; false ends the work. */
export type GoesOn = (rowsDone: number) => Promise<boolean>;

type Numbers = Float64Array | BigInt64Array | BigUint64Array;
/** By what rows are compared. `apart`: 0 for what has a size, 1 for NaN, 2 for null. */
type Keys = { sizes: Numbers; apart: Uint8Array };

/** `rows` in order of the column, of whose table `kept` rows are there; null when the work was ended. */
export async function sortRows(
  reader: ColumnReader,
  rows: Uint32Array,
  { kept, descending, goesOn }: { kept: number; descending: boolean; goesOn: GoesOn },
): Promise<Uint32Array | null> {
  const isText = reader.column.encoding === "text" || reader.column.encoding === "dictionary";
  const keys = isText ? await textKeys(reader, kept, goesOn) : await numberKeys(reader, kept, goesOn);
  if (keys === null) return null;
  const sizes = keys.sizes as Float64Array;
  const { apart } = keys;
  const sign = descending ? -1 : 1;
  return rows.slice().sort((a, b) => {
    const nulls = (apart[a] as number) - (apart[b] as number);
    if (nulls !== 0) return nulls;
    const [x, y] = [sizes[a] as number, sizes[b] as number];
    return x < y ? -sign : x > y ? sign : a - b;
  });
}

async function numberKeys(reader: ColumnReader, kept: number, goesOn: GoesOn): Promise<Keys | null> {
  const { encoding } = reader.column;
  const sizes =
    encoding === "i64"
      ? new BigInt64Array(kept)
      : encoding === "u64"
        ? new BigUint64Array(kept)
        : new Float64Array(kept);
  const apart = new Uint8Array(kept);
  const isDone = await eachValue(reader, kept, goesOn, (value, row) => {
    apart[row] = value === null ? 2 : Number.isNaN(value) ? 1 : 0;
    if (apart[row] === 0) sizes[row] = sizes instanceof Float64Array ? Number(value) : BigInt(value as number);
  });
  return isDone ? { sizes, apart } : null;
}

async function textKeys(reader: ColumnReader, kept: number, goesOn: GoesOn): Promise<Keys | null> {
  const texts: (string | null)[] = [];
  const isDone = await eachValue(reader, kept, goesOn, (value) => texts.push(value as string | null));
  if (!isDone) return null;
  const place = placesOf(texts);
  return {
    sizes: Float64Array.from(texts, (text) => place.get(text) ?? 0),
    apart: Uint8Array.from(texts, (text) => (text === null ? 2 : 0)),
  };
}

/** Where each distinct text stands among them all: 2 before 10, a beside A. */
function placesOf(texts: readonly (string | null)[]): Map<string | null, number> {
  const { compare } = new Intl.Collator("en", { numeric: true });
  return new Map([...new Set(texts)].sort((a, b) => compare(a ?? "", b ?? "")).map((text, place) => [text, place]));
}

async function eachValue(
  reader: ColumnReader,
  kept: number,
  goesOn: GoesOn,
  take: (value: Value, row: number) => void,
): Promise<boolean> {
  for (let from = 0; from < kept; from += CHUNK_ROWS) {
    const values = await reader.read(from, Math.min(kept, from + CHUNK_ROWS));
    for (let n = 0; n < values.length; n++) take(values.at(n), from + n);
    if (!(await goesOn(from + values.length))) return false;
  }
  return true;
}
