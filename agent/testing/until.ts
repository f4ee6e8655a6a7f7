import { setImmediate as breathe } from "node:timers/promises";

const DEADLINE_MS = 10_000;

/** Resolves as soon as the condition holds; after the deadline fails saying what never came true. */
export async function until(what: string | (() => string), condition: () => boolean): Promise<void> {
  const end = performance.now() + DEADLINE_MS;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`never came true: ${typeof what === "string" ? what : what()}`);
    await breathe();
  }
}
