// The runner's end of one sandbox's executor: frames out, frames in by kernel, and what became of the process.
import type { Logger } from "pino";
import type { ToExecutor } from "#lib/protocol/kernel.ts";
import type { SandboxProcess } from "#lib/sandbox/port.ts";
import { type Frame, readFrames, writeFrame } from "./frames.ts";

export type KernelListener = (frame: Frame) => void;

const HELLO_MS = 20_000;
const KEPT_LOG_CHARS = 4_000;

export class ExecutorLink {
  readonly ready: Promise<void>;
  /** Settles, with the reason as a sentence, when the executor has gone. */
  readonly closed: Promise<string>;
  private readonly listeners = new Map<string, KernelListener>();
  private readonly process: SandboxProcess;
  private readonly log: Logger;
  private lastWords = "";
  private pongs = new Map<number, () => void>();
  private pings = 0;

  constructor(process: SandboxProcess, log: Logger) {
    this.process = process;
    this.log = log;
    process.stdin.on("error", () => undefined);
    process.stderr.on("data", (chunk: Buffer) => {
      this.lastWords = (this.lastWords + chunk.toString("utf8")).slice(-KEPT_LOG_CHARS);
    });
    let hello: () => void = () => undefined;
    const greeted = new Promise<void>((resolve) => {
      hello = resolve;
    });
    const reading = readFrames(
      process.stdout,
      (frame) => {
        if (frame.head.type === "hello") hello();
        else this.dispatch(frame);
      },
      (reason) => this.log.warn({ reason }, "a frame of no known shape was ignored"),
    ).catch(async (error: Error) => {
      this.log.warn({ error: error.message }, "the executor broke the framing and is ended");
      process.stdout.resume();
      await process.kill();
    });
    this.closed = Promise.all([process.exited, reading]).then(([{ code, signal }]) => {
      const end = signal ? `was ended by ${signal}` : `ended with code ${code}`;
      const words = this.lastWords.trim().split("\n").at(-1);
      return words ? `The executor ${end}: ${words}` : `The executor ${end}.`;
    });
    this.ready = new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`The executor said nothing within ${HELLO_MS / 1000} s.`)),
        HELLO_MS,
      );
      greeted.then(() => resolve()).finally(() => clearTimeout(timer));
      this.closed.then((reason) => reject(new Error(reason)));
    });
    this.ready.catch(() => undefined);
  }

  send(head: ToExecutor, body?: Uint8Array): void {
    writeFrame(this.process.stdin, head, body);
  }

  listen(kernel: string, listener: KernelListener): void {
    this.listeners.set(kernel, listener);
  }

  unlisten(kernel: string): void {
    this.listeners.delete(kernel);
  }

  /** Settles when the executor has worked through everything that was sent before. */
  async settled(): Promise<void> {
    this.pings += 1;
    const n = this.pings;
    const answered = new Promise<void>((resolve) => this.pongs.set(n, resolve));
    this.send({ type: "ping", n });
    await Promise.race([answered, this.closed]);
    this.pongs.delete(n);
  }

  kill(): Promise<void> {
    return this.process.kill();
  }

  private dispatch(frame: Frame): void {
    const { head } = frame;
    if (head.type === "pong") this.pongs.get(head.n)?.();
    else if (head.type === "log") this.log.info({ text: head.text, level: head.level }, "executor");
    else if ("kernel" in head && head.kernel) this.listeners.get(head.kernel)?.(frame);
  }
}
