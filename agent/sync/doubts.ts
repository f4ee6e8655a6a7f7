// What may be half of a save, and how long to doubt it. Time is handed in, in milliseconds of any clock that never goes
// back; every answer is how long to wait before looking again, 0 when there is no doubt left.
import type { FilePath } from "#lib/protocol/ids.ts";

/** How long something may look like the middle of a save. */
export const doubtMs = 100;

const UNSETTLED_MS = { first: 4, most: 500 };

export class Doubts {
  /** Files that were missing once, and since when. */
  readonly missing = new Map<FilePath, number>();
  private readonly empty = new Map<FilePath, number>();
  private readonly unsettled = new Map<FilePath, number>();

  /** The gap of an atomic save is no deletion. */
  aboutMissing(path: FilePath, now: number): number {
    return rest(this.missing, path, now);
  }

  /** A truncation may be followed by a write. */
  aboutEmpty(path: FilePath, now: number): number {
    return rest(this.empty, path, now);
  }

  /** It was written to while it was read; longer and longer, for a log that never rests. */
  aboutUnsettled(path: FilePath): number {
    const times = this.unsettled.get(path) ?? 0;
    this.unsettled.set(path, times + 1);
    return Math.min(UNSETTLED_MS.first * 2 ** times, UNSETTLED_MS.most);
  }

  /** It was read, or its absence was accepted: nothing is missing any more. */
  isFound(path: FilePath): void {
    this.missing.delete(path);
    this.unsettled.delete(path);
  }

  /** Its content was accepted, or it vanished: what it held before is no question any more. */
  isClear(path: FilePath): void {
    this.empty.delete(path);
    this.unsettled.delete(path);
  }
}

function rest(since: Map<FilePath, number>, path: FilePath, now: number): number {
  const first = since.get(path) ?? now;
  since.set(path, first);
  return Math.max(0, doubtMs - (now - first));
}
