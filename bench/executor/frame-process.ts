// A Python process that speaks the executor's frames on its pipes: the executor, or one of the floors beside it.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import type { ToExecutor } from "#lib/protocol/kernel.ts";
import { type Frame, FrameDecoder, writeFrame } from "#workers/runner/frames.ts";

export type FrameProcessOptions = { python: string; args: string[]; env: NodeJS.ProcessEnv; cwd: string };
/** `at`: `performance.now()` when the frame was whole. */
export type Heard = Frame & { at: number };

const KEPT_STDERR_CHARS = 2_000;

export class FrameProcess {
  /** Called with every frame; whoever waits for one sets it. */
  listener: (heard: Heard) => void = () => undefined;
  /** Every byte that arrived since somebody last emptied this. */
  received: Buffer[] = [];
  /** Rejects when the process ends; never resolves. */
  readonly ended: Promise<never>;
  private readonly child: ChildProcessWithoutNullStreams;
  private stderr = "";

  constructor({ python, args, env, cwd }: FrameProcessOptions) {
    this.child = spawn(python, args, { env, cwd });
    const decoder = new FrameDecoder(
      (frame) => this.listener({ ...frame, at: performance.now() }),
      (reason) => this.child.stdout.destroy(new Error(`a frame of no known shape: ${reason}`)),
    );
    this.ended = new Promise((_, reject) => {
      const fail = (why: string) => reject(new Error(`${args.join(" ")} ${why}\n${this.stderr}`));
      this.child.stdout.on("data", (chunk: Buffer) => {
        this.received.push(chunk);
        try {
          decoder.push(chunk);
        } catch (error) {
          fail((error as Error).message);
        }
      });
      this.child.once("error", (error) => fail(error.message));
      this.child.stdout.once("error", (error) => fail(error.message));
      this.child.once("close", (code, signal) => fail(`ended with ${signal ?? code}`));
    });
    this.ended.catch(() => undefined);
    this.child.stdin.on("error", () => undefined);
    this.child.stderr.on("data", (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString("utf8")).slice(-KEPT_STDERR_CHARS);
    });
  }

  send(head: ToExecutor, body?: Uint8Array): void {
    writeFrame(this.child.stdin, head, body);
  }

  /** The first frame for which `isIt` holds. */
  next(isIt: (heard: Heard) => boolean): Promise<Heard> {
    const heard = new Promise<Heard>((resolve) => {
      this.listener = (one) => {
        if (isIt(one)) resolve(one);
      };
    });
    return Promise.race([heard, this.ended]);
  }

  /** The executor and the floors end when their input does. */
  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, "exit");
    this.child.stdin.end();
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 5_000);
    await gone;
    clearTimeout(timer);
  }
}
