import { setTimeout as pause } from "node:timers/promises";

/** Settles when `holds` does; throws, saying `what` was awaited, after `deadlineMs`. */
export async function until(what: string, holds: () => boolean, deadlineMs = 10_000): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${deadlineMs} ms`);
    await pause(5);
  }
}
