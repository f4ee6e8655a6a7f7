import { type PageStart, type PageState, startPage } from "./page-state.ts";

/** Holds the page's one state, and tells who draws it. */
export class PageStore {
  private current: PageState;
  private readonly listeners = new Set<() => void>();

  constructor(start: PageStart) {
    this.current = startPage(start);
  }

  readonly get = (): PageState => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(next: PageState): void {
    if (next === this.current) return;
    this.current = next;
    for (const listener of this.listeners) listener();
  }

  change(part: Partial<PageState>): void {
    this.set({ ...this.current, ...part });
  }
}
