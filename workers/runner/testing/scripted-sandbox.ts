// A sandbox whose executor says what a test tells it to: real frames on real streams, and no process. It answers pings and
// greets; every `run` goes to the test, which answers it frame by frame.
import { PassThrough, type Writable } from "node:stream";
import type { FromExecutor, PlanBody } from "#lib/protocol/kernel.ts";
import type { SandboxDriver, SandboxProcess } from "#lib/sandbox/port.ts";

type Head = { type: string; kernel?: string; run?: number; sourceBytes?: number };
type Said = FromExecutor extends infer F
  ? F extends { kernel: string; run: number }
    ? Omit<F, "kernel" | "run">
    : never
  : never;

/** One `run` that the runner asked for, and the way to answer it. */
export type AskedRun = { run: number; source: string; say(head: Said, body?: unknown): void };

export class ScriptedSandbox implements SandboxDriver {
  readonly name = "process-unsafe";
  readonly asked: AskedRun[] = [];
  /** Names of kernels: those that were opened, and those of them that were to end. */
  readonly opened: string[] = [];
  readonly killed: string[] = [];

  async probe() {
    return { ok: true as const, detail: "a script" };
  }

  async sweep() {}

  async start(): Promise<SandboxProcess> {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    let gone: (end: { code: number; signal: null }) => void = () => undefined;
    const exited = new Promise<{ code: number; signal: null }>((resolve) => {
      gone = resolve;
    });
    const kill = async () => {
      stdout.end();
      gone({ code: 0, signal: null });
    };
    let bytes = Buffer.alloc(0);
    stdin.on("data", (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      for (let frame = firstFrame(bytes); frame; frame = firstFrame(bytes)) {
        bytes = bytes.subarray(frame.length);
        this.hear(frame.head, frame.body, stdout);
      }
    });
    send(stdout, { type: "hello", protocol: 1, python: "3.12.0", pid: 1 });
    return { stdin, stdout, stderr, exited, kill };
  }

  private hear(head: Head, body: Buffer, stdout: Writable): void {
    if (head.type === "ping") send(stdout, { ...head, type: "pong" });
    if (head.type === "open") this.opened.push(head.kernel ?? "");
    if (head.type === "kill") this.killed.push(head.kernel ?? "");
    if (head.type !== "run") return;
    const { kernel, run = 0, sourceBytes } = head;
    const say = (said: Said, content?: unknown) => send(stdout, { ...said, kernel, run }, content);
    this.asked.push({ run, source: body.subarray(0, sourceBytes).toString(), say });
  }
}

/** A plan of code blocks, of which `dirty` are predicted to run. */
export function planOf(ids: string[], dirty: string[]): PlanBody {
  const blocks = ids.map((id, index): PlanBody["blocks"][number] => ({
    ...{ id, ordinal: index + 1, kind: "code", hash: `hash of ${id}`, line: index + 1, source: id, pieces: [] },
    ...{ hide: [], evaluated: true, warnings: [] },
  }));
  const reasons = ids.map((id): [string, PlanBody["reasons"][string]] => {
    const runs = { code: "after-changed", text: `ran: ${id} was predicted to` } as const;
    return [id, dirty.includes(id) ? runs : { code: "kept", text: `kept: ${id} was predicted to be` }];
  });
  return { blocks, dirty, reasons: Object.fromEntries(reasons) };
}

function firstFrame(bytes: Buffer): { head: Head; body: Buffer; length: number } | null {
  if (bytes.length < 8) return null;
  const end = 8 + bytes.readUInt32BE(0);
  const length = end + bytes.readUInt32BE(4);
  if (bytes.length < length) return null;
  return { head: JSON.parse(bytes.subarray(8, end).toString()), body: bytes.subarray(end, length), length };
}

function send(stream: Writable, head: object, content?: unknown): void {
  const header = Buffer.from(JSON.stringify(head));
  const text = typeof content === "string" ? content : content === undefined ? "" : JSON.stringify(content);
  const body = Buffer.from(text);
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32BE(header.length, 0);
  prefix.writeUInt32BE(body.length, 4);
  stream.write(Buffer.concat([prefix, header, body]));
}
