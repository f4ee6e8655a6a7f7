// When to look at what the watcher hinted at. A save is seldom one event: it is a truncation and a write, a temporary
// file and a rename, or a branch switch of thousands. One path is looked at after 4 ms of quiet, several after 50 ms, none
// later than 500 ms after its first hint; nothing while git holds its lock. No I/O and no clock: time is handed in.

export const settleTimes = {
  onePathMs: 4,
  severalPathsMs: 50,
  capMs: 500,
  /** A lock that git left behind must not stop the sync for ever. */
  bulkCapMs: 30_000,
} as const;

/**
 * What to do now. `look`: read these paths. `probe`: several paths are quiet for a moment; `forget` those that came and went
 * (an editor's temporary file), because a save that is one path in the end need not wait longer. `wait`: until that time, or
 * for the next hint (null).
 */
export type SettleAction =
  | { type: "look"; paths: Set<string> }
  | { type: "probe"; paths: Set<string> }
  | { type: "wait"; until: number | null };

/** Times are milliseconds of any clock that never goes back. */
export class Settle {
  private dirty = new Set<string>();
  private later = new Map<string, number>();
  private first = 0;
  private last = 0;
  private probed = false;
  private bulkSince: number | null = null;
  private bulkIgnored = false;

  hint(path: string, now: number): void {
    if (this.dirty.size === 0) this.first = now;
    this.dirty.add(path);
    this.last = now;
    this.probed = false;
  }

  /** Looks at a path at a time of its own: a deletion to confirm, a file that was still being written. */
  lookAgain(path: string, at: number): void {
    this.later.set(path, Math.min(at, this.later.get(path) ?? at));
  }

  /** Whether git holds its lock. */
  bulk(on: boolean, now: number): void {
    if (on && this.bulkSince === null) this.bulkSince = now;
    if (!on && this.bulkSince !== null) {
      this.bulkSince = null;
      // What waited for the lock waits for the quiet after it, not for a cap that is long past.
      this.first = now;
      this.last = now;
    }
    if (!on) this.bulkIgnored = false;
  }

  forget(paths: Iterable<string>): void {
    for (const path of paths) this.dirty.delete(path);
  }

  /** Forgets everything: the whole tree is about to be read. */
  clear(): void {
    this.dirty.clear();
    this.later.clear();
  }

  next(now: number): SettleAction {
    const held = this.heldUntil(now);
    if (held !== null) return { type: "wait", until: this.isIdle() ? null : held };
    const due = this.laterDue(now);
    const dirtyDue = this.dirtyDue();
    if (dirtyDue !== null && now >= dirtyDue) {
      const paths = [...this.dirty, ...due];
      this.dirty.clear();
      return this.look(paths);
    }
    // A path that was also hinted at stays dirty: it has not had its quiet yet.
    if (due.length > 0) return this.look(due);
    if (this.mayProbe(now)) {
      this.probed = true;
      return { type: "probe", paths: new Set(this.dirty) };
    }
    return { type: "wait", until: earliest([dirtyDue, this.probeAt(), ...this.later.values()]) };
  }

  private isIdle(): boolean {
    return this.dirty.size === 0 && this.later.size === 0;
  }

  private heldUntil(now: number): number | null {
    if (this.bulkSince === null || this.bulkIgnored) return null;
    const end = this.bulkSince + settleTimes.bulkCapMs;
    if (now < end) return end;
    this.bulkIgnored = true;
    return null;
  }

  private dirtyDue(): number | null {
    if (this.dirty.size === 0) return null;
    const quiet = this.dirty.size === 1 ? settleTimes.onePathMs : settleTimes.severalPathsMs;
    return Math.min(this.last + quiet, this.first + settleTimes.capMs);
  }

  private probeAt(): number | null {
    return this.dirty.size > 1 && !this.probed ? this.last + settleTimes.onePathMs : null;
  }

  private mayProbe(now: number): boolean {
    const at = this.probeAt();
    return at !== null && now >= at;
  }

  private laterDue(now: number): string[] {
    return [...this.later].flatMap(([path, at]) => (at <= now ? [path] : []));
  }

  private look(paths: string[]): SettleAction {
    for (const path of paths) this.later.delete(path);
    return { type: "look", paths: new Set(paths) };
  }
}

function earliest(times: (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
