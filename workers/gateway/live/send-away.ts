// The end of a gateway that is asked to end: its viewers are told when to come back, each at a time of its own, so that
// those who take them over are not asked by all at once.
import type { LiveServer } from "./live-socket.ts";

const MS_PER_VIEWER = 1;
const MOST_MS = 10_000;

/** Over how long so many viewers should come back, in ms. A few need not wait for each other. */
export function spreadOver(viewers: number): number {
  return viewers < 100 ? 0 : Math.min(viewers * MS_PER_VIEWER, MOST_MS);
}

export function sendAway(io: LiveServer): void {
  const sockets = [...io.sockets.sockets.values()];
  const spreadMs = spreadOver(sockets.length);
  for (const [place, socket] of sockets.entries()) {
    socket.emit("leaving", { inMs: Math.round((spreadMs * place) / sockets.length) });
    // What waits to be sent goes out first.
    socket.disconnect(true);
  }
}
