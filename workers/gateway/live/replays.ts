// What a load sends before its answer. A crowd that loads the same at the same moment gets the same messages: they are
// encoded once for all of them, as what is sent to a room is.

import type { DocumentMessage } from "#lib/protocol/live.ts";
import type { DocumentSnapshot } from "#lib/services/document/load-document.ts";
import type { LiveServer, LiveSocket } from "./live-socket.ts";

type Batch = { messages: DocumentMessage[]; sockets: string[]; sent: Promise<void> };

export class Replays {
  private readonly io: LiveServer;
  private readonly batches = new Map<DocumentSnapshot, Map<number, Batch>>();

  constructor(io: LiveServer) {
    this.io = io;
  }

  /** Settles when they are on their way. The same snapshot and as many messages: they are the same, its last ones. */
  send(socket: LiveSocket, snapshot: DocumentSnapshot, messages: DocumentMessage[]): Promise<void> {
    if (messages.length === 0) return Promise.resolve();
    const batches = this.batches.get(snapshot) ?? new Map<number, Batch>();
    this.batches.set(snapshot, batches);
    let batch = batches.get(messages.length);
    if (!batch) {
      batch = { messages, sockets: [], sent: this.soon(snapshot, messages.length) };
      batches.set(messages.length, batch);
    }
    batch.sockets.push(socket.id);
    return batch.sent;
  }

  private soon(snapshot: DocumentSnapshot, count: number): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(() => {
        const batch = this.batches.get(snapshot)?.get(count);
        this.batches.get(snapshot)?.delete(count);
        if (this.batches.get(snapshot)?.size === 0) this.batches.delete(snapshot);
        const together = batch && this.io.local.to(batch.sockets);
        for (const { type, message } of batch?.messages ?? []) together?.emit(type, message as never);
        resolve();
      });
    });
  }
}
