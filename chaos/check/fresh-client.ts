// Who has seen nothing yet: what the server tells a new client is what every other has to show in the end.
import { io, type Socket } from "socket.io-client";
import { startSync, syncDocument } from "#lib/core/document-sync.ts";
import { type DocumentView, emptyView } from "#lib/core/document-view.ts";
import type { FilePath, WorkspaceSlug } from "#lib/protocol/ids.ts";
import type { Ack, Answer, ClientEventName, DocumentMessage, JoinAnswer, Request } from "#lib/protocol/live.ts";

const ANSWER_MS = 8_000;

export class FreshClient {
  private readonly socket: Socket;
  readonly joined: JoinAnswer;

  private constructor(socket: Socket, joined: JoinAnswer) {
    this.socket = socket;
    this.joined = joined;
  }

  static async connect(options: { port: number; token: string; slug: string }): Promise<FreshClient> {
    const url = `http://127.0.0.1:${options.port}`;
    const auth = { token: options.token };
    const socket = io(url, { transports: ["websocket"], auth, forceNew: true, reconnection: false });
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once("connect", resolve);
        socket.once("connect_error", reject);
      });
      const joined = await ask(socket, "join", { workspace: options.slug as WorkspaceSlug });
      return new FreshClient(socket, joined);
    } catch (error) {
      socket.disconnect();
      throw error;
    }
  }

  /** The document as its first load shows it. */
  async load(path: FilePath): Promise<DocumentView> {
    let step = syncDocument(startSync(emptyView(path), null), { type: "load-wanted", epoch: null });
    const listeners = (["run-start", "block-result", "run-end"] as const).map((type) => {
      const listener = (message: unknown) => {
        step = syncDocument(step.state, { type: "message", message: { type, message } as DocumentMessage });
      };
      this.socket.on(type, listener);
      return () => this.socket.off(type, listener);
    });
    try {
      const { load } = step.state;
      const answer = await ask(this.socket, "request-load", { path, clientRun: 0 });
      step = syncDocument(step.state, { type: "load-acknowledged", load, answer, epoch: this.joined.epoch });
      await ask(this.socket, "unwatch-file", { path });
      return step.state.view;
    } finally {
      for (const stop of listeners) stop();
    }
  }

  close(): void {
    this.socket.disconnect();
  }
}

async function ask<E extends ClientEventName>(socket: Socket, event: E, request: Request<E>): Promise<Answer<E>> {
  const answer: Ack<Answer<E>> = await socket.timeout(ANSWER_MS).emitWithAck(event, request);
  if (!answer.ok) throw new Error(`${event}: ${answer.error.message}`);
  return answer;
}
