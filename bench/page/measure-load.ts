import { gzipSync } from "node:zlib";
import type { Browser } from "@playwright/test";

export type Load = { firstContentfulPaintMs: number; interactiveMs: number; scriptKibGzip: number; scripts: number };

/** A viewer's first visit, on a CPU that is `slower` times slower; interactive: hydrated, joined, and says so. */
export async function measureLoad(
  browser: Browser,
  { shareUrl, address, slower }: { shareUrl: string; address: string; slower: number },
): Promise<Load> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.request.get(shareUrl);
  const scripts: Promise<number>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    scripts.push(response.body().then((body) => gzipSync(body, { level: 9 }).length));
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slower });
  await page.goto(address, { waitUntil: "commit" });
  const interactiveMs = await page
    .waitForFunction(() => document.querySelector(".strip")?.textContent?.includes("Live") && performance.now())
    .then((handle) => handle.jsonValue() as Promise<number>);
  const sizes = await Promise.all(scripts);
  const firstContentfulPaintMs = await page.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
  );
  await context.close();
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return { firstContentfulPaintMs, interactiveMs, scriptKibGzip: bytes / 1024, scripts: sizes.length };
}
