// Which rows are in view. A browser cannot scroll through an element of any height: of very long tables a part of the
// rows has a place to scroll through, and rows glide past it, so that its ends are the table's ends.

/** 13.5 million pixels at the usual size; Firefox draws up to 17.8 million. */
export const MAX_PLACES = 500_000;

export type Window = { count: number; rowHeight: number; scrolled: number; height: number };

export function placesOf(count: number): number {
  return Math.min(count, MAX_PLACES);
}

/** How far it can be scrolled. */
function farthest({ count, rowHeight, height }: Omit<Window, "scrolled">): number {
  return placesOf(count) * rowHeight - height;
}

/** How many rows stand before the first place. */
export function rowsBefore({ count, rowHeight, scrolled, height }: Window): number {
  const extra = count - placesOf(count);
  if (extra === 0) return 0;
  const far = farthest({ count, rowHeight, height });
  return Math.round(extra * Math.min(1, Math.max(0, scrolled / far)));
}

/** The first row and the one after the last that are in view; a row that is cut in half is, where the table ends. */
export function inView(window: Window): { first: number; end: number } {
  const { count, rowHeight, scrolled, height } = window;
  const first = Math.min(Math.max(0, Math.round(scrolled / rowHeight) + rowsBefore(window)), Math.max(0, count - 1));
  // A browser rounds where it has scrolled to.
  if (scrolled > 0 && scrolled >= farthest(window) - 1) return { first, end: count };
  return { first, end: Math.min(count, first + Math.max(1, Math.floor(height / rowHeight))) };
}

/** Where to scroll so that `row` is the first in view. */
export function scrollFor(row: number, { count, rowHeight, height }: Omit<Window, "scrolled">): number {
  const extra = count - placesOf(count);
  if (extra === 0) return row * rowHeight;
  const far = farthest({ count, rowHeight, height });
  return Math.min(far, row / (1 / rowHeight + extra / far));
}
