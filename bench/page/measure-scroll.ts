import type { Page } from "@playwright/test";
import { quantiles } from "../quantiles.ts";

const STEPS = 120;
const STEP_PX = 300;

/** Scrolls as a wheel does; times between the frames that the page could draw, in ms. */
export async function measureScroll(page: Page) {
  await page.evaluate(() => {
    const frames: number[] = [];
    let last = performance.now();
    const count = (now: number) => {
      frames.push(now - last);
      last = now;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    Object.assign(window, { pinlightFrames: frames });
  });
  await page.mouse.move(600, 400);
  for (let step = 0; step < STEPS; step += 1) await page.mouse.wheel(0, STEP_PX);
  const frames = await page.evaluate(() => (window as unknown as { pinlightFrames: number[] }).pinlightFrames);
  const dropped = frames.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / (1000 / 60)) - 1), 0);
  return { frameMs: quantiles(frames), frames: frames.length, dropped, scrolledPx: await page.evaluate(() => scrollY) };
}
