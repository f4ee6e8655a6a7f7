export type Quantiles = { n: number; min: number; median: number; p95: number; max: number };

/** Of milliseconds, rounded to hundredths. */
export function quantiles(values: number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
  return { n: sorted.length, min: at(0), median: at(0.5), p95: at(0.95), max: at(1) };
}

export const round = (value: number) => Math.round(value * 100) / 100;
