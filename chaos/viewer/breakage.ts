// What `--break` makes wrong on purpose, so that the harness shows that it can fail.
import { withEntry } from "../../app/w/[workspace]/live/open-documents.ts";
import type { ServerMessage } from "../../app/w/[workspace]/live/server-messages.ts";
import type { Tab } from "./tab.ts";

export type BreakName = "resume" | "seq";

export class Breakage {
  /** Nothing breaks before the end, where every viewer stays and every document changes once more. */
  armed = false;
  readonly skipsLoadAfterReconnect: boolean;
  private readonly swallowsOne: boolean;
  private readonly swallowed = new WeakSet<Tab>();

  constructor(name: BreakName | null) {
    this.skipsLoadAfterReconnect = name === "resume";
    this.swallowsOne = name === "seq";
  }

  /** In each tab one result of the shown document counts as folded, and is not: no hole shows, and no head tells of it. */
  swallows(tab: Tab, received: ServerMessage): boolean {
    if (!this.swallowsOne || !this.armed || this.swallowed.has(tab) || received.event !== "block-result") return false;
    const { file, seq, replay } = received.message;
    const state = tab.store.get();
    const sync = state.documents.get(file);
    const isNext = sync?.phase === "idle" && seq === sync.view.seq + 1;
    if (replay || !isNext || file !== state.navigator.current) return false;
    this.swallowed.add(tab);
    const documents = withEntry(state.documents, file, { ...sync, view: { ...sync.view, seq } });
    tab.store.change({ documents });
    return true;
  }
}
