// A viewer that costs as little as possible beside what is measured: a bare WebSocket, and of Socket.IO what it has to say.
import WebSocket from "ws";

type Ready = { url: string; shareToken: string; workspace: string };

export class LightViewer {
  private readonly socket: WebSocket;
  private wanted: { text: string; seen: (at: number) => void } | null = null;

  private constructor(socket: WebSocket) {
    this.socket = socket;
  }

  /** Settles when it is in the document's room. */
  static async open({ url, shareToken, workspace }: Ready, path: string): Promise<LightViewer> {
    const address = `${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(address, { perMessageDeflate: false });
    const viewer = new LightViewer(socket);
    await new Promise<void>((resolve, reject) => {
      const ask = (id: number, event: string, request: object) =>
        socket.send(`42${id}${JSON.stringify([event, request])}`);
      socket.once("error", reject);
      socket.on("message", (data) => {
        const text = String(data);
        if (text.startsWith("42[")) viewer.hear(text);
        else if (text === "2") socket.send("3");
        else if (text.startsWith("0{")) socket.send(`40${JSON.stringify({ token: shareToken })}`);
        else if (text.startsWith("40")) ask(1, "join", { workspace });
        else if (text.startsWith("431")) ask(2, "request-load", { path, clientRun: 0 });
        else if (text.startsWith("432")) resolve();
      });
    });
    return viewer;
  }

  /** When a result shows this text, in ms since the epoch. */
  sees(text: string): Promise<number> {
    return new Promise((seen) => {
      this.wanted = { text: JSON.stringify(text).slice(1, -1), seen };
    });
  }

  end(): void {
    this.socket.terminate();
  }

  private hear(message: string): void {
    if (!this.wanted || !message.startsWith('42["block-result"') || !message.includes(this.wanted.text)) return;
    this.wanted.seen(performance.timeOrigin + performance.now());
    this.wanted = null;
  }
}
