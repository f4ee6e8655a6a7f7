"use client";
import { createContext, useCallback, useContext, useEffect, useSyncExternalStore } from "react";
import type { LivePage } from "./live-page.ts";
import type { PageState } from "./page-state.ts";

export const PageContext = createContext<LivePage | null>(null);

export function usePage(): LivePage {
  const page = useContext(PageContext);
  if (!page) throw new Error("this component stands outside a workspace's page");
  return page;
}

/** A slice of the page's state. `select` must return the same object for the same state. */
export function usePageState<T>(select: (state: PageState) => T): T {
  const page = usePage();
  const get = useCallback(() => select(page.store.get()), [page, select]);
  return useSyncExternalStore(page.store.subscribe, get, get);
}

/** Keeps the viewer where they are while a menu or dialog is open. */
export function useHold(isOpen: boolean): void {
  const page = usePage();
  useEffect(() => {
    if (!isOpen) return;
    page.hold(true);
    return () => page.hold(false);
  }, [isOpen, page]);
}
