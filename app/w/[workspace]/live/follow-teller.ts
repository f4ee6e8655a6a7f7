// Tells the gateway whether this tab follows what changes: who does is put into a changed document's room before its
// results come. The tab still decides where it goes (L4), and leaves the room of what it was not taken to.
import { isDocument } from "#lib/core/is-document.ts";
import type { FileChanged } from "#lib/protocol/live.ts";
import type { Line } from "./line.ts";
import type { PageStore } from "./page-store.ts";

export class FollowTeller {
  private readonly store: PageStore;
  private readonly line: Line;
  private told: boolean | null = null;

  constructor(store: PageStore, line: Line) {
    this.store = store;
    this.line = line;
  }

  /** What a join says of this tab. */
  asJoined(): boolean {
    this.told = this.store.get().navigator.pin === null;
    return this.told;
  }

  /** After whatever may have pinned or unpinned it. */
  tell(): void {
    const follows = this.store.get().navigator.pin === null;
    if (follows === this.told || !this.line.isJoined()) return;
    this.told = follows;
    this.line.tell("follow", { follows });
  }

  /** After the tab was moved by the change, or not. */
  settle({ path, change, batch }: FileChanged): void {
    if (!this.told || batch.documents !== 1 || change === "removed" || !isDocument(path)) return;
    if (this.store.get().navigator.current !== path) this.line.tell("unwatch-file", { path });
  }
}
