// The page's one connection. It comes back by itself, whatever ended it, unless access was refused.
import { io, type Socket } from "socket.io-client";
import type { WireError } from "#lib/protocol/error.ts";
import type { Ack, Answer, ClientEventName, ClientEvents, Request } from "#lib/protocol/live.ts";
import { parseServerMessage, type ServerMessage, serverEventNames } from "./server-messages.ts";

const ANSWER_MS = 8_000;
const RETRY_MS = { first: 200, last: 2_000 };

export type LiveListener = {
  connected(): void;
  disconnected(): void;
  refused(error: WireError): void;
  message(message: ServerMessage): void;
};

export class LiveSocket {
  private readonly socket: Socket;
  private readonly listener: LiveListener;
  private retry: ReturnType<typeof setTimeout> | null = null;
  private closed = false;

  constructor(listener: LiveListener) {
    this.listener = listener;
    this.socket = io({
      path: "/socket.io",
      transports: ["websocket"],
      autoConnect: false,
      reconnectionDelay: RETRY_MS.first,
      reconnectionDelayMax: RETRY_MS.last,
      randomizationFactor: 0.5,
      timeout: ANSWER_MS,
    });
  }

  open(): void {
    this.socket.on("connect", () => this.listener.connected());
    this.socket.on("disconnect", () => this.fell());
    this.socket.on("connect_error", (error) => this.couldNotConnect(error));
    for (const event of serverEventNames) {
      this.socket.on(event as string, (value: unknown) => {
        const message = parseServerMessage(event, value);
        if (message) this.listener.message(message);
      });
    }
    this.socket.connect();
  }

  close(): void {
    this.closed = true;
    if (this.retry) clearTimeout(this.retry);
    this.socket.removeAllListeners();
    this.socket.disconnect();
  }

  get isConnected(): boolean {
    return this.socket.connected;
  }

  connectNow(): void {
    if (!this.closed && !this.socket.connected) this.socket.disconnect().connect();
  }

  /** The server's answer; no answer in time, or no connection, is an error like any other. */
  async request<E extends ClientEventName>(event: E, request: Parameters<ClientEvents[E]>[0]): Promise<Ack<Answer<E>>> {
    // Socket.IO would keep it and send it before the next join.
    if (!this.socket.connected) return { ok: false, error: { code: "unavailable", message: "Not connected." } };
    try {
      return await this.socket.timeout(ANSWER_MS).emitWithAck(event, request);
    } catch {
      return { ok: false, error: { code: "unavailable", message: "The server did not answer." } };
    }
  }

  /** For what is worth nothing later. */
  tell<E extends ClientEventName>(event: E, request: Request<E>): void {
    if (this.socket.connected) this.socket.volatile.emit(event, request, () => undefined);
  }

  private fell(): void {
    this.listener.disconnected();
    this.connectLater();
  }

  private couldNotConnect(error: Error & { data?: WireError }): void {
    if (error.data && ["unauthenticated", "forbidden", "not-found"].includes(error.data.code)) {
      this.listener.refused(error.data);
      return;
    }
    this.listener.disconnected();
    this.connectLater();
  }

  /** Socket.IO tries again by itself (`active`), but not after the server has ended the connection or its greeting. */
  private connectLater(): void {
    if (this.closed || this.socket.active || this.retry) return;
    this.retry = setTimeout(
      () => {
        this.retry = null;
        this.connectNow();
      },
      RETRY_MS.last * (0.5 + Math.random() / 2),
    );
  }
}
