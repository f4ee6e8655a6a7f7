// The smallest runner: starts one sandbox and runs documents in it, for the contract suite.

import type { Writable } from "node:stream";
import type { PlannedBlock } from "#lib/protocol/block.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import { type FromExecutor, PlanBody } from "#lib/protocol/kernel.ts";
import { type Frame, readFrames, writeFrame } from "#workers/runner/frames.ts";
import type { SandboxDriver, SandboxLimits, SandboxProcess } from "../port.ts";

type RunEnd = Extract<FromExecutor, { type: "run-end" | "exit" }>;

export type Outcome = {
  blocks: PlannedBlock[];
  /** What each block showed: streams as text, bundles as JSON. */
  shown: Record<string, { kind: string; text: string }[]>;
  /** False for a block that ended with an error; absent for one that did not end. */
  ok: Record<string, boolean>;
  /** Null: the whole sandbox went. */
  end: RunEnd | null;
};

export class ExecutorClient {
  readonly sandbox: SandboxProcess;
  readonly hello: Promise<Frame>;
  private listener: (frame: Frame) => void = () => {};
  private runs = 0;
  private readonly closed: Promise<void>;
  private stderr = "";

  static async open(driver: SandboxDriver, limits: SandboxLimits, name = "contract"): Promise<ExecutorClient> {
    const client = new ExecutorClient(await driver.start({ name, limits }));
    await Promise.race([
      client.hello,
      client.closed.then(() => Promise.reject(new Error(`no hello: ${client.stderr}`))),
    ]);
    return client;
  }

  constructor(sandbox: SandboxProcess) {
    this.sandbox = sandbox;
    sandbox.stderr.on("data", (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    let greet = (_: Frame) => {};
    this.hello = new Promise((resolve) => {
      greet = resolve;
    });
    this.closed = readFrames(
      sandbox.stdout,
      (frame) => (frame.head.type === "hello" ? greet(frame) : this.listener(frame)),
      (reason) => {
        throw new Error(reason);
      },
    );
  }

  write(path: string, text: string): void {
    writeFrame(this.sandbox.stdin, { type: "write", path: path as FilePath }, Buffer.from(text));
  }

  /** Runs `source` in a kernel of its own. */
  async run(path: string, source: string): Promise<Outcome> {
    this.runs += 1;
    const kernel = `k${this.runs}`;
    const outcome: Outcome = { blocks: [], shown: {}, ok: {}, end: null };
    const ended = new Promise<void>((resolve) => {
      this.listener = ({ head, body }) => {
        if (!("kernel" in head) || head.kernel !== kernel) return;
        if (head.type === "plan") outcome.blocks = PlanBody.parse(JSON.parse(body.toString())).blocks;
        if (head.type === "output") show(outcome, head.block, head.stream, body);
        if (head.type === "display") show(outcome, head.block, head.kind, body);
        if (head.type === "block-end") outcome.ok[head.block] = head.ok;
        if (head.type === "run-end" || head.type === "exit") {
          outcome.end = head;
          resolve();
        }
      };
    });
    sendRun(this.sandbox.stdin, { kernel, run: this.runs, path, source });
    await Promise.race([ended, this.closed]);
    return outcome;
  }

  /** Everything that a run of `source` showed, as one text. */
  async print(source: string): Promise<string> {
    return textOf(await this.run("print.py", source));
  }

  close(): Promise<void> {
    return this.sandbox.kill();
  }
}

/** Opens a kernel for the document and runs `source` in it, as nothing had run before. */
export function sendRun(stdin: Writable, of: { kernel: string; run: number; path: string; source: string }): void {
  const { kernel, run } = of;
  const path = of.path as FilePath;
  const source = Buffer.from(of.source);
  const prior = Buffer.from(JSON.stringify({ prior: [] }));
  writeFrame(stdin, { type: "open", kernel, path });
  writeFrame(
    stdin,
    { type: "run", kernel, run, path, changed: [], sourceBytes: source.length },
    Buffer.concat([source, prior]),
  );
}

export function textOf(outcome: Outcome): string {
  return Object.values(outcome.shown)
    .flat()
    .map((one) => one.text)
    .join("");
}

/** Pieces of one stream are joined: where they were cut depends on time. */
function show(outcome: Outcome, block: string, kind: string, body: Buffer): void {
  outcome.shown[block] ??= [];
  const shown = outcome.shown[block];
  const last = shown.at(-1);
  if (last?.kind === kind && (kind === "stdout" || kind === "stderr")) last.text += body.toString();
  else shown.push({ kind, text: body.toString() });
}
