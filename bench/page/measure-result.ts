import type { Page } from "@playwright/test";

export type Shown = { toDomMs: number; toFrameMs: number };
type Watch = { start(marker: string): void; wait(): Promise<Shown> };

/** To be run in the page before its scripts: times the way of a result from the socket to the screen. */
export function watchResults(): void {
  let marker = "";
  let arrived = 0;
  let settle: (shown: { toDomMs: number; toFrameMs: number }) => void = () => undefined;
  let shown: Promise<{ toDomMs: number; toFrameMs: number }> = Promise.resolve({ toDomMs: 0, toFrameMs: 0 });
  const isThere = () => document.querySelector(".paper")?.textContent?.includes(marker) === true;
  window.WebSocket = class extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols);
      this.addEventListener("message", ({ data }) => {
        if (
          marker === "" ||
          arrived > 0 ||
          !String(data).startsWith('42["block-result"') ||
          !String(data).includes(marker)
        )
          return;
        arrived = performance.now();
      });
    }
  };
  // A change of the DOM is drawn with the next frame: what is posted within it comes once that has been handed on.
  new MutationObserver(() => {
    if (arrived === 0 || !isThere()) return;
    const toDomMs = performance.now() - arrived;
    const since = arrived;
    arrived = 0;
    marker = "";
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => settle({ toDomMs, toFrameMs: performance.now() - since });
      port2.postMessage(null);
    });
  }).observe(document, { childList: true, subtree: true, characterData: true });
  Object.assign(window, {
    pinlightWatch: {
      start(text: string) {
        marker = text;
        arrived = 0;
        shown = new Promise((resolve) => {
          settle = resolve;
        });
      },
      wait: () => shown,
    },
  });
}

export async function measureResult(page: Page, marker: string, save: () => Promise<void>): Promise<Shown> {
  await page.evaluate((text) => (window as unknown as { pinlightWatch: Watch }).pinlightWatch.start(text), marker);
  await save();
  return page.evaluate(() => (window as unknown as { pinlightWatch: Watch }).pinlightWatch.wait());
}
