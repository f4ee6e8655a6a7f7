import type { Page } from "@playwright/test";
import { quantiles } from "../quantiles.ts";

const FRAMES = 240;
const FRAME_PX = 150;

/**
 * Scrolls the page by 150 px with each frame, as fast as a hand can turn a wheel; times between the frames that it could
 * draw, in ms. A wheel of the driver's would turn what is below the pointer: a table keeps it to itself.
 */
export async function measureScroll(page: Page) {
  const frames = await page.evaluate(
    ([wanted, px]) =>
      new Promise<number[]>((resolve) => {
        const times: number[] = [];
        let last = performance.now();
        const step = (now: number) => {
          times.push(now - last);
          last = now;
          window.scrollBy({ top: px, behavior: "instant" });
          if (times.length < wanted) requestAnimationFrame(step);
          else resolve(times);
        };
        requestAnimationFrame(step);
      }),
    [FRAMES, FRAME_PX] as const,
  );
  const dropped = frames.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / (1000 / 60)) - 1), 0);
  return { frameMs: quantiles(frames), frames: frames.length, dropped, scrolledPx: await page.evaluate(() => scrollY) };
}
