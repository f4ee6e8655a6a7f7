// A process full of viewers that come back, for the bench: when one loses its gateway it does what the page does, as far
// as the server can tell: it waits as long as the page would, connects to another, joins and loads what it lacks.
import WebSocket from "ws";
import { comeBackAfter } from "#lib/core/come-back.ts";

export type Line = { ports: number[]; workspace: string; path: string };
export type Order = { type: "connect"; line: Line; cookies: string[] } | { type: "report" } | { type: "end" };
/** `backAt`: when each was right again after it was cut off, ms since the epoch. `seqs`: how far each is. */
export type Report = { backAt: number[]; seqs: number[]; attempts: number; told: number };
export type Told = { type: "connected" } | { type: "report"; report: Report } | { type: "failed"; message: string };

const AT_ONCE = 25;
const now = () => performance.timeOrigin + performance.now();

class Viewer {
  seq = 0;
  backAt: number | null = null;
  attempts = 0;
  told = 0;
  private readonly line: Line;
  private readonly cookie: string;
  private socket: WebSocket | null = null;
  private failed = 0;
  private spreadMs = 0;
  private toldMs: number | null = null;
  private head: number | null = null;
  private epoch: string | null = null;
  private turn = 0;
  private ended = false;

  constructor(line: Line, cookie: string) {
    this.line = line;
    this.cookie = cookie;
  }

  /** Settles when it is in the document's room and has what the document shows. */
  async open(): Promise<void> {
    const port = this.line.ports[this.turn % this.line.ports.length] as number;
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, {
      ...{ perMessageDeflate: false, headers: { cookie: this.cookie } },
    });
    this.socket = socket;
    let isBack: () => void = () => undefined;
    const back = new Promise<void>((resolve) => {
      isBack = resolve;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => this.comeBack());
    socket.on("message", (data) => {
      const text = String(data);
      if (text === "2") socket.send("3");
      else if (text.startsWith("0{")) socket.send("40");
      else if (text.startsWith("40")) this.join(socket);
      else if (text.startsWith("431")) this.load(socket, JSON.parse(text.slice(3))[0]);
      else if (text.startsWith("432")) {
        this.seq = Math.max(this.seq, JSON.parse(text.slice(3))[0].seq);
        this.failed = 0;
        this.backAt ??= now();
        isBack();
      } else if (text.startsWith('42["leaving"')) {
        this.toldMs = JSON.parse(text.slice(2))[1].inMs;
        this.told += 1;
      } else {
        const seq = /"seq":(\d+)/.exec(text)?.[1];
        if (seq && !text.includes('"replay":true')) this.seq = Math.max(this.seq, Number(seq));
      }
    });
    await back;
  }

  end(): void {
    this.ended = true;
    this.socket?.terminate();
  }

  private join(socket: WebSocket): void {
    const since = this.head === null ? {} : { since: this.head };
    socket.send(`421${JSON.stringify(["join", { workspace: this.line.workspace, ...since }])}`);
  }

  private load(socket: WebSocket, joined: { ok: boolean; head: number; epoch: string; spreadMs?: number }): void {
    if (!joined.ok) {
      socket.terminate();
      return;
    }
    this.head = joined.head;
    this.spreadMs = joined.spreadMs ?? 0;
    const known = this.epoch === null ? {} : { since: this.seq, epoch: this.epoch };
    this.epoch = joined.epoch;
    socket.send(`422${JSON.stringify(["request-load", { path: this.line.path, clientRun: 0, ...known }])}`);
  }

  private comeBack(): void {
    if (this.ended) return;
    const { failed, toldMs } = this;
    const spreadMs = failed === 0 ? this.spreadMs : 0;
    const ms = toldMs ?? comeBackAfter({ failed, spreadMs, random: Math.random() });
    this.toldMs = null;
    this.backAt = null;
    this.failed += 1;
    this.turn += 1;
    setTimeout(() => {
      if (this.ended) return;
      this.attempts += 1;
      void this.open();
    }, ms);
  }
}

let viewers: Viewer[] = [];

async function obey(order: Order): Promise<void> {
  if (order.type === "connect") {
    viewers = order.cookies.map((cookie) => new Viewer(order.line, cookie));
    for (let done = 0; done < viewers.length; done += AT_ONCE) {
      await Promise.all(viewers.slice(done, done + AT_ONCE).map((viewer) => viewer.open()));
    }
    tell({ type: "connected" });
  } else if (order.type === "report") {
    const sum = (of: (viewer: Viewer) => number) => viewers.reduce((n, viewer) => n + of(viewer), 0);
    const report = {
      backAt: viewers.flatMap(({ backAt }) => (backAt === null ? [] : [backAt])),
      seqs: viewers.map(({ seq }) => seq),
      attempts: sum(({ attempts }) => attempts),
      told: sum(({ told }) => told),
    };
    tell({ type: "report", report });
  } else {
    for (const viewer of viewers) viewer.end();
    process.disconnect?.();
  }
}

function tell(told: Told): void {
  process.send?.(told);
}

if (process.send) {
  process.on("message", (order: Order) => {
    obey(order).catch((error: Error) => tell({ type: "failed", message: error.message }));
  });
}
