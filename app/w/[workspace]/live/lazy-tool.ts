import { useSyncExternalStore } from "react";

/** A library that the server has at once, and a browser fetches when something needs it. */
export class LazyTool<T> {
  private readonly load: () => Promise<T>;
  private readonly listeners = new Set<() => void>();
  private tool: T | null = null;
  private loading: Promise<boolean> | null = null;

  constructor(load: () => Promise<T>) {
    this.load = load;
  }

  readonly get = (): T | null => this.tool;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Fetches it, once; whether it is here. What could not be fetched is tried again when it is wanted again. */
  want(): Promise<boolean> {
    this.loading ??= this.fetch();
    return this.loading;
  }

  private async fetch(): Promise<boolean> {
    try {
      this.tool = await this.load();
    } catch (error) {
      console.warn("a part of the page could not be loaded", error);
      this.loading = null;
      return false;
    }
    for (const listener of this.listeners) listener();
    return true;
  }
}

/** What is said where somebody waits for one that did not come: the server may have another version by now. */
export const NOT_LOADED = "This part of the page could not be loaded. Reload the page and try again.";

/** null: it is not here yet. */
export function useLazyTool<T>(tool: LazyTool<T>): T | null {
  return useSyncExternalStore(tool.subscribe, tool.get, tool.get);
}
