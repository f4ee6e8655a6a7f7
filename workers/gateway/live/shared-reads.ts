// Many sockets ask for the same at the same time: when a gateway died, thousands for one document. They share one read,
// as long as nothing has been published about its rooms since that read began.
//
// Why nobody is shown less than the truth: who asks is in the room already. What is committed after the read began is
// published after that, and whatever is published makes the read void when it comes; until it comes, who has got the
// older state is in the room and hears of it like everybody else.

/** Old enough that a lost message may have been meant to make it void. */
const KEPT_MS = 4_000;

type Read = { value: Promise<unknown>; begunAt: number; isVoid: boolean };

export class SharedReads {
  private readonly rooms = new Map<string, Map<string, Read>>();
  private readonly now: () => number;
  private readonly onRead: (what: string) => void;
  /** Off while it is not heard what is published: then every asker reads for itself. */
  private hearing = false;
  private timer: NodeJS.Timeout | null = null;

  /** `onRead` is told of every read that is really made: the first word of its key. */
  constructor(onRead: (what: string) => void = () => undefined, now: () => number = Date.now) {
    this.onRead = onRead;
    this.now = now;
  }

  /**
   * What `read` answers, or answered to somebody else a moment ago; `key` names it within the first of the rooms, and what
   * is published in any of them makes it void.
   */
  async get<V>([room, ...others]: [string, ...string[]], key: string, read: () => Promise<V>): Promise<V> {
    if (!this.hearing) return this.read(key, read);
    const known = this.rooms.get(room)?.get(key);
    if (known && !known.isVoid && this.now() - known.begunAt < KEPT_MS) return known.value as Promise<V>;
    const value = this.read(key, read);
    const made: Read = { value, begunAt: this.now(), isVoid: false };
    this.readsOf(room).set(key, made);
    for (const other of others) this.readsOf(other).set(`${room} ${key}`, made);
    this.timer ??= setTimeout(() => this.sweep(), KEPT_MS).unref();
    // A failure is the askers' who waited for it, and nobody's after them.
    value.catch(() => {
      made.isVoid = true;
    });
    return value;
  }

  /** Something was published there. */
  changed(room: string): void {
    for (const read of this.rooms.get(room)?.values() ?? []) read.isVoid = true;
    this.rooms.delete(room);
  }

  /** Whether all that is published is heard. */
  hears(hearing: boolean): void {
    this.hearing = hearing;
    this.rooms.clear();
  }

  private readsOf(room: string): Map<string, Read> {
    const reads = this.rooms.get(room) ?? new Map<string, Read>();
    this.rooms.set(room, reads);
    return reads;
  }

  private read<V>(key: string, read: () => Promise<V>): Promise<V> {
    this.onRead(key.split(" ", 1)[0] as string);
    return read();
  }

  private sweep(): void {
    this.timer = null;
    for (const [room, reads] of this.rooms) {
      for (const [key, { begunAt, isVoid }] of reads) {
        if (isVoid || this.now() - begunAt >= KEPT_MS) reads.delete(key);
      }
      if (reads.size === 0) this.rooms.delete(room);
    }
    if (this.rooms.size > 0) this.timer = setTimeout(() => this.sweep(), KEPT_MS).unref();
  }
}
