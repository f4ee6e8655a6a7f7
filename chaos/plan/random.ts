import fc from "fast-check";

/** All that a plan leaves to chance comes from here, and so from its seed. */
export type Random = {
  /** From 0 to `below`, which is left out. */
  below(below: number): number;
  between(from: number, to: number): number;
  chance(share: number): boolean;
  pick<T>(from: readonly T[]): T;
  shuffled<T>(list: readonly T[]): T[];
};

const RESOLUTION = 2 ** 30;

/** `stream` tells apart what must not influence each other: more faults leave the edits as they are. */
export function seeded(seed: number, stream: string): Random {
  const numbers = fc.noBias(fc.infiniteStream(fc.nat(RESOLUTION - 1)));
  const [drawn] = fc.sample(numbers, { seed: mixed(seed, stream), numRuns: 1 });
  const below = (limit: number) => Math.floor((Number(drawn?.next().value) / RESOLUTION) * limit);
  const random: Random = {
    below,
    between: (from, to) => from + below(to - from + 1),
    chance: (share) => below(RESOLUTION) < share * RESOLUTION,
    pick<T>(from: readonly T[]): T {
      if (from.length === 0) throw new RangeError("there is nothing to pick from");
      return from[below(from.length)] as T;
    },
    shuffled<T>(list: readonly T[]): T[] {
      const rest = [...list];
      return list.map(() => rest.splice(below(rest.length), 1)[0] as T);
    },
  };
  return random;
}

function mixed(seed: number, stream: string): number {
  return [...stream].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), seed | 0) | 0;
}
