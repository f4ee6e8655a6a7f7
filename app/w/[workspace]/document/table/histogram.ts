import type { ColumnReader } from "./column-reader.ts";
import { CHUNK_ROWS } from "./sort-rows.ts";

/** How values spread over bins of one width between the smallest and the largest; each 0 to 1 of the fullest. */
export type Histogram = number[];

const BINS = 16;

/** Of a column of numbers or times; null where all are the same or there are none. */
export async function histogramOf(reader: ColumnReader, kept: number): Promise<Histogram | null> {
  const numbers: number[] = [];
  for (let from = 0; from < kept; from += CHUNK_ROWS) {
    const values = await reader.read(from, Math.min(kept, from + CHUNK_ROWS));
    for (let n = 0; n < values.length; n++) {
      const value = Number(values.at(n) ?? Number.NaN);
      if (Number.isFinite(value)) numbers.push(value);
    }
  }
  const least = numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (!(most > least)) return null;
  const bins = new Array<number>(BINS).fill(0);
  for (const value of numbers) {
    const bin = Math.min(BINS - 1, Math.floor(((value - least) / (most - least)) * BINS));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const fullest = Math.max(...bins);
  return bins.map((count) => count / fullest);
}
