// What was measured, by name, each beside its floors: of one machine in one hour only ratios can be compared.
import { type Quantiles, quantiles, round } from "../quantiles.ts";

export type Figure = Quantiles & {
  what: string;
  /** Of how many blocks ran in one sample, the least and the most. */
  ran?: [number, number];
  /** The same frames said by a bare Python process, and the same code run by one; medians in ms, and ours by theirs. */
  echo?: number;
  exec?: number;
  toEcho?: number;
  toExec?: number;
  /** Our median by that of the command beside. */
  ratioTo?: number;
};
export type Figures = Record<string, Figure>;
export type Floors = { echo?: number[]; exec?: number[] };

export function figureOf(what: string, samples: number[], floors: Floors = {}, ran: number[] = []): Figure {
  const ours = quantiles(samples);
  const figure: Figure = { what, ...ours };
  if (ran.length > 0) figure.ran = [Math.min(...ran), Math.max(...ran)];
  for (const [kind, ratio] of [
    ["echo", "toEcho"],
    ["exec", "toExec"],
  ] as const) {
    const floor = floors[kind];
    if (!floor || floor.length === 0) continue;
    figure[kind] = quantiles(floor).median;
    figure[ratio] = ratioOf(ours.median, figure[kind]);
  }
  return figure;
}

/** `beside`: medians in ms by name, before and after; what has no name of ours is left out. */
export function compareBeside(
  figures: Figures,
  before: Record<string, number>,
  after: Record<string, number>,
): Figures {
  const compared = Object.entries(figures).map(([name, figure]): [string, Figure] => {
    const theirs = [before[name], after[name]].filter((value) => value !== undefined);
    if (theirs.length === 0) return [name, figure];
    const mean = theirs.reduce((sum, value) => sum + value, 0) / theirs.length;
    return [name, { ...figure, ratioTo: ratioOf(figure.median, mean) }];
  });
  return Object.fromEntries(compared);
}

const ratioOf = (ours: number, theirs: number) => round(ours / theirs);
