// A tab's one connection, with the times and the habits of the page's own (live-socket.ts), which a browser alone can
// open: this one says where the gateway is and shows the viewer's cookie by itself.
import { io, type Socket } from "socket.io-client";
import { comeBackAfter } from "#lib/core/come-back.ts";
import type { Ack, Answer, ClientEventName, ClientEvents, Request } from "#lib/protocol/live.ts";
import {
  parseServerMessage,
  type ServerMessage,
  serverEventNames,
} from "../../app/w/[workspace]/live/server-messages.ts";

const ANSWER_MS = 8_000;
const refusals = ["unauthenticated", "forbidden", "not-found"];

export type TabListener = {
  connected(): void;
  disconnected(): void;
  refused(message: string): void;
  message(message: ServerMessage): void;
};

export class TabSocket {
  private readonly socket: Socket;
  private readonly listener: TabListener;
  private retry: NodeJS.Timeout | null = null;
  private closed = false;
  private failed = 0;
  private spreadMs = 0;
  private toldMs: number | null = null;

  constructor(listener: TabListener, line: { port: number; cookie: string }) {
    this.listener = listener;
    this.socket = io(`http://127.0.0.1:${line.port}`, {
      ...{ path: "/socket.io", transports: ["websocket"], autoConnect: false, forceNew: true },
      ...{ reconnection: false, timeout: ANSWER_MS, extraHeaders: { cookie: line.cookie } },
    });
  }

  open(): void {
    this.socket.on("connect", () => {
      this.failed = 0;
      this.listener.connected();
    });
    this.socket.on("disconnect", () => this.fell());
    this.socket.on("connect_error", (error: Error & { data?: { code: string } }) => {
      if (error.data && refusals.includes(error.data.code)) this.listener.refused(error.message);
      else this.fell();
    });
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

  async request<E extends ClientEventName>(event: E, request: Parameters<ClientEvents[E]>[0]): Promise<Ack<Answer<E>>> {
    if (!this.socket.connected) return { ok: false, error: { code: "unavailable", message: "Not connected." } };
    try {
      const answer = await this.socket.timeout(ANSWER_MS).emitWithAck(event, request);
      if (answer.ok && "spreadMs" in answer) this.spreadMs = answer.spreadMs ?? 0;
      return answer;
    } catch {
      return { ok: false, error: { code: "unavailable", message: "The server did not answer." } };
    }
  }

  tell<E extends ClientEventName>(event: E, request: Request<E>): void {
    if (this.socket.connected) this.socket.volatile.emit(event, request, () => undefined);
  }

  private fell(): void {
    this.listener.disconnected();
    if (this.closed || this.retry) return;
    const { failed, spreadMs, toldMs } = this;
    const ms = toldMs ?? comeBackAfter({ failed, spreadMs: failed === 0 ? spreadMs : 0, random: Math.random() });
    this.failed += 1;
    this.toldMs = null;
    this.retry = setTimeout(() => {
      this.retry = null;
      if (!this.closed && !this.socket.connected) this.socket.disconnect().connect();
    }, ms);
  }
}
