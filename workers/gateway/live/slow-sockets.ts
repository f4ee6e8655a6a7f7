// A viewer whose line is slower than what is sent to it: what waits for it takes memory of everyone's gateway. Its queue
// is dropped with its connection; it comes back and loads what it lacks, which is less than what waited.
import type { LiveServer, LiveSocket } from "./live-socket.ts";

export type Backlog = {
  /** So much may wait for as long as `patienceMs`: a large document on its way is no fault. */
  mayWaitBytes: number;
  patienceMs: number;
  /** More than this may never wait. */
  neverBytes: number;
};
const MiB = 1024 * 1024;
export const backlog: Backlog = { mayWaitBytes: 2 * MiB, patienceMs: 15_000, neverBytes: 32 * MiB };

export class SlowSockets {
  private readonly since = new WeakMap<LiveSocket, number>();
  private readonly limits: Backlog;
  private readonly now: () => number;
  /** Since the start. */
  dropped = 0;

  constructor(limits: Backlog = backlog, now: () => number = Date.now) {
    this.limits = limits;
    this.now = now;
  }

  /** Looks at every socket of this gateway; to be called every second or so. */
  drop(io: LiveServer): void {
    for (const socket of io.sockets.sockets.values()) {
      const waiting = waitingBytes(socket);
      if (waiting <= this.limits.mayWaitBytes) {
        this.since.delete(socket);
        continue;
      }
      const since = this.since.get(socket) ?? this.now();
      this.since.set(socket, since);
      if (waiting > this.limits.neverBytes || this.now() - since >= this.limits.patienceMs) {
        this.dropped += 1;
        cut(socket);
      }
    }
  }
}

type WebSocketLike = { bufferedAmount: number; terminate(): void };
type Connection = {
  transport?: { socket?: WebSocketLike };
  writeBuffer?: { data?: unknown }[];
};

/** In Engine.IO's queue and in the WebSocket's. All that is sent is text; what was encoded once for many counts for each. */
export function waitingBytes(socket: LiveSocket): number {
  const { transport, writeBuffer = [] } = socket.conn as unknown as Connection;
  let bytes = transport?.socket?.bufferedAmount ?? 0;
  for (const { data } of writeBuffer) bytes += typeof data === "string" ? data.length : 0;
  return bytes;
}

/** At once: a polite end would wait behind all that waits. */
function cut(socket: LiveSocket): void {
  const { transport } = socket.conn as unknown as Connection;
  if (transport?.socket) transport.socket.terminate();
  else socket.disconnect(true);
}
