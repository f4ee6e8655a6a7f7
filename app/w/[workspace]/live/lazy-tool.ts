import { useSyncExternalStore } from "react";

/** A library that the server has at once, and a browser fetches when something needs it. */
export class LazyTool<T> {
  private readonly load: () => Promise<T>;
  private readonly listeners = new Set<() => void>();
  private tool: T | null = null;
  private isLoading = false;

  constructor(load: () => Promise<T>) {
    this.load = load;
  }

  readonly get = (): T | null => this.tool;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Fetches it, once. What could not be fetched is tried again when it is wanted again. */
  async want(): Promise<void> {
    if (this.tool !== null || this.isLoading) return;
    this.isLoading = true;
    try {
      this.tool = await this.load();
    } catch (error) {
      // The text is there without it.
      console.warn("a part of the page could not be loaded", error);
    }
    this.isLoading = false;
    for (const listener of this.listeners) listener();
  }
}

/** null: it is not here yet. */
export function useLazyTool<T>(tool: LazyTool<T>): T | null {
  return useSyncExternalStore(tool.subscribe, tool.get, tool.get);
}
