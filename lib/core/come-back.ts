// When a page that lost its connection tries to open the next one. All pages of a gateway lose it at the same moment:
// without spreading they would all come back at the same moment too.

const FIRST_MS = 200;
const LAST_MS = 3_000;

export type ComeBack = {
  /** How many attempts have failed since the connection was lost. */
  failed: number;
  /** Over how long the gateway wants its viewers spread, as its last join answered; 0: they are few. */
  spreadMs: number;
  /** From 0 up to 1. */
  random: number;
};

/** Milliseconds: a few tenths of a second among few; evenly over `spreadMs` among many; longer after each failure. */
export function comeBackAfter({ failed, spreadMs, random }: ComeBack): number {
  const patience = Math.min(FIRST_MS * 2 ** failed, LAST_MS);
  return Math.round(patience / 4 + random * Math.max(patience * 0.75, spreadMs));
}
