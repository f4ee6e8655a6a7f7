// The page's one connection. It comes back by itself, whatever ended it, unless access was refused.
import { io, type Socket } from "socket.io-client";
import { comeBackAfter } from "#lib/core/come-back.ts";
import type { WireError } from "#lib/protocol/error.ts";
import type { Ack, Answer, ClientEventName, ClientEvents, Request } from "#lib/protocol/live.ts";
import { parseServerMessage, type ServerMessage, serverEventNames } from "./server-messages.ts";

const ANSWER_MS = 8_000;

export type LiveListener = {
  connected(): void;
  disconnected(): void;
  refused(error: WireError): void;
  message(message: ServerMessage): void;
};

/** For who is no browser: where the gateway is, and whose cookie to show. */
export type LiveAddress = { url: string; cookie: string };

export class LiveSocket {
  private readonly socket: Socket;
  private readonly listener: LiveListener;
  private retry: ReturnType<typeof setTimeout> | null = null;
  private closed = false;
  private failed = 0;
  /** Over how long the gateway wants its viewers to come back. */
  private spreadMs = 0;
  /** It has said when to come back: it is about to end. */
  private toldMs: number | null = null;

  constructor(listener: LiveListener, address?: LiveAddress) {
    this.listener = listener;
    const elsewhere = address && { forceNew: true, extraHeaders: { cookie: address.cookie } };
    this.socket = io(address?.url, {
      ...elsewhere,
      path: "/socket.io",
      transports: ["websocket"],
      autoConnect: false,
      // It would not come back after the server has ended the connection, nor over as long a time as it is asked to.
      reconnection: false,
      timeout: ANSWER_MS,
    });
  }

  open(): void {
    this.socket.on("connect", () => {
      this.failed = 0;
      this.listener.connected();
    });
    this.socket.on("disconnect", () => this.fell());
    this.socket.on("connect_error", (error) => this.couldNotConnect(error));
    for (const event of serverEventNames) {
      this.socket.on(event as string, (value: unknown) => {
        const message = parseServerMessage(event, value);
        if (message?.event === "leaving") this.toldMs = message.message.inMs;
        else if (message) this.listener.message(message);
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
    if (this.retry) clearTimeout(this.retry);
    this.retry = null;
    if (!this.closed && !this.socket.connected) this.socket.disconnect().connect();
  }

  /** The server's answer; no answer in time, or no connection, is an error like any other. */
  async request<E extends ClientEventName>(event: E, request: Parameters<ClientEvents[E]>[0]): Promise<Ack<Answer<E>>> {
    // Socket.IO would keep it and send it before the next join.
    if (!this.socket.connected) return { ok: false, error: { code: "unavailable", message: "Not connected." } };
    try {
      const answer = await this.socket.timeout(ANSWER_MS).emitWithAck(event, request);
      if (answer.ok && "spreadMs" in answer) this.spreadMs = answer.spreadMs ?? 0;
      return answer;
    } catch {
      return { ok: false, error: { code: "unavailable", message: "The server did not answer." } };
    }
  }

  /** For what is worth nothing later. Not volatile: that would be dropped right behind another message. */
  tell<E extends ClientEventName>(event: E, request: Request<E>): void {
    if (this.socket.connected) this.socket.emit(event, request, () => undefined);
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

  private connectLater(): void {
    if (this.closed || this.retry) return;
    const { failed, spreadMs, toldMs } = this;
    const ms = toldMs ?? comeBackAfter({ failed, spreadMs: failed === 0 ? spreadMs : 0, random: Math.random() });
    this.failed += 1;
    this.toldMs = null;
    this.retry = setTimeout(() => {
      this.retry = null;
      this.connectNow();
    }, ms);
  }
}
