import type { PageState, Toast } from "./page-state.ts";
import type { PageStore } from "./page-store.ts";

const SHOWN_MS = 8_000;

/** One toast at a time; it goes by itself. */
export class Toasts {
  private readonly store: PageStore;
  private readonly onGone: () => void;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: PageStore, onGone: () => void) {
    this.store = store;
    this.onGone = onGone;
  }

  raise(toast: Toast): void {
    this.store.change({ toast });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.dismiss(), SHOWN_MS);
  }

  fail(text: string): void {
    this.raise({ kind: "failure", text });
  }

  dismiss(): void {
    this.store.change({ toast: null });
    this.onGone();
  }

  close(): void {
    clearTimeout(this.timer);
  }
}

/** What is shown once the navigator's offer is `offer`: an offer that was taken back takes its toast with it. */
export function toastWith({ toast }: PageState, offer: string | null): Toast | null {
  return toast?.kind === "changed" && toast.path !== offer ? null : toast;
}

/** Whether all documents of one change have been heard of, and the viewer stayed: then they are told which. */
export function isSeveralChanged({ navigator }: PageState, documents: number): boolean {
  const { pin, batch, current, elsewhere } = navigator;
  const isComplete = documents > 1 && batch?.seen === documents && !batch.moved;
  return isComplete && pin === null && current !== null && elsewhere.length > 0;
}
