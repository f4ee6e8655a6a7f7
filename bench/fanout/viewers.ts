// A process full of viewers, for the bench: it opens them, and says what came to each and when. Their WebSockets are
// bare, and of Socket.IO they speak what a viewer has to, so that they cost as little as possible beside what is measured.
import WebSocket from "ws";

export type Join = { token: string; workspace: string; path: string };
/** `join`: null for a bare broadcast. `ports`: in turn. */
export type Order =
  | { type: "connect"; count: number; ports: number[]; join: Join | null }
  | { type: "report" }
  | { type: "end" };
/** Per viewer: messages by name and bytes; `delays` in ms, of every message that says when it was sent. */
export type Report = { viewers: number; messages: Record<string, number>; bytes: number; delays: number[] };
export type Told = { type: "connected" } | { type: "report"; report: Report } | { type: "failed"; message: string };

/** Before the time at which a message was sent, in ms since the epoch, in its digest. */
export const STAMP = '"digest":"sent ';
const AT_ONCE = 50;

const sockets: WebSocket[] = [];
let report = emptyReport();

function emptyReport(): Report {
  return { viewers: sockets.length, messages: {}, bytes: 0, delays: [] };
}

function count(text: string): void {
  const at = performance.timeOrigin + performance.now();
  const name = /^42\["([a-z-]+)"/.exec(text)?.[1] ?? "bare";
  report.messages[name] = (report.messages[name] ?? 0) + 1;
  report.bytes += Buffer.byteLength(text);
  const stamp = text.indexOf(STAMP);
  if (stamp >= 0)
    report.delays.push(at - Number.parseFloat(text.slice(stamp + STAMP.length, stamp + STAMP.length + 20)));
}

async function open(port: number, join: Join | null): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${join ? "/socket.io/?EIO=4&transport=websocket" : "/"}`, {
    perMessageDeflate: false,
  });
  sockets.push(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.once("close", (code) => reject(new Error(`a viewer was closed with ${code}`)));
    if (!join) socket.once("open", () => resolve());
    socket.on("message", (data) => {
      const text = String(data);
      if (!join) return count(text);
      if (text === "2") socket.send("3");
      else if (text.startsWith("0{")) socket.send(`40${JSON.stringify({ token: join.token })}`);
      else if (text.startsWith("44")) reject(new Error(text));
      else if (text.startsWith("40")) socket.send(`421${JSON.stringify(["join", { workspace: join.workspace }])}`);
      else if (text.startsWith("431")) {
        socket.send(`422${JSON.stringify(["request-load", { path: join.path, clientRun: 0 }])}`);
      } else if (text.startsWith("432")) {
        if (text.includes('"ok":true')) resolve();
        else reject(new Error(text));
      } else count(text);
    });
  });
}

async function obey(order: Order): Promise<void> {
  if (order.type === "connect") {
    for (let done = 0; done < order.count; done += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, order.count - done) }, (_, index) =>
        open(order.ports[(done + index) % order.ports.length] as number, order.join),
      );
      await Promise.all(some);
    }
    report = emptyReport();
    tell({ type: "connected" });
  } else if (order.type === "report") {
    tell({ type: "report", report });
    report = emptyReport();
  } else {
    for (const socket of sockets.splice(0)) socket.terminate();
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
