// One process that has to be there: started, watched, started again when it ends, and ended with its whole group.
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import path from "node:path";
import type { Writable } from "node:stream";
import type { DataFolder } from "./data-folder.ts";
import { Problem } from "./problem.ts";
import { endGroup, forget, record, signalGroup } from "./processes.ts";

export type ProcessOptions = {
  name: string;
  command: string;
  words: string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** It says `{ ready: true }` over IPC; else it is ready when `check` says so. */
  ipc?: boolean;
  check?: () => Promise<boolean>;
  /** Written to its standard input at each start. */
  input?: string;
  uid?: number;
  gid?: number;
  /** How it is asked to end. */
  signal?: NodeJS.Signals;
  /** Called with each line of its standard output. */
  onLine?: (line: string) => void;
};

const READY_MS = 60_000;
/** Waits before each further start; the first comes at once. */
const BACKOFF_MS = [0, 250, 500, 1_000, 2_000, 5_000];
const HEALTHY_MS = 20_000;

export class SupervisedProcess {
  readonly name: string;
  private readonly options: ProcessOptions;
  private readonly data: DataFolder;
  private readonly say: (text: string) => void;
  private child: ChildProcess | null = null;
  private log: WriteStream | null = null;
  private stopping = false;
  /** It was ready once: from then on it is started again when it ends. */
  private settled = false;
  private failures = 0;
  private lastWords = "";

  constructor(options: ProcessOptions, data: DataFolder, say: (text: string) => void) {
    this.name = options.name;
    this.options = options;
    this.data = data;
    this.say = say;
  }

  /** Settles when it is ready; throws its last words when it ends or stays silent instead. */
  async start(): Promise<void> {
    const file = path.join(this.data.logs, `${this.name}.log`);
    await rename(file, `${file}.1`).catch(() => undefined);
    this.log = createWriteStream(file, { flags: "a", mode: 0o600 });
    await this.launch();
    this.settled = true;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const pid = this.child?.pid;
    if (pid) await endGroup(pid, { signal: this.options.signal ?? "SIGTERM", graceMs: 9_000 });
    await forget(this.data.run, this.name);
    this.log?.end();
  }

  stopNow(): void {
    this.stopping = true;
    if (this.child?.pid) signalGroup(this.child.pid, "SIGKILL");
  }

  private async launch(): Promise<void> {
    const { command, words, env, cwd, ipc, input, uid, gid } = this.options;
    const began = Date.now();
    const child = spawn(command, words, {
      ...{ env, cwd, detached: true },
      stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe", ...(ipc ? (["ipc"] as const) : [])],
      ...(uid === undefined ? {} : { uid, gid }),
    });
    this.child = child;
    this.lastWords = "";
    if (input !== undefined && child.stdin) endWith(child.stdin, input);
    this.listen(child);
    // However this process ends, short of being killed itself: nothing of it stays behind.
    const atExit = () => child.pid && signalGroup(child.pid, "SIGKILL");
    process.once("exit", atExit);
    child.once("exit", () => process.removeListener("exit", atExit));
    const gone = new Promise<string>((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("exit", (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`));
    });
    void gone.then((how) => this.ended(how, Date.now() - began));
    if (child.pid) await record(this.data.run, this.name, child.pid);
    await this.ready(child, gone);
  }

  private async ready(child: ChildProcess, gone: Promise<string>): Promise<void> {
    const { ipc, check } = this.options;
    const said = ipc
      ? new Promise<true>((resolve) => child.once("message", () => resolve(true)))
      : this.poll(check, child);
    const late = new Promise<string>((resolve) =>
      setTimeout(() => resolve("said nothing for a minute"), READY_MS).unref(),
    );
    const outcome = await Promise.race([said, gone, late]);
    if (outcome !== true)
      throw new Problem(
        `${this.name} ${outcome}. Its last words: ${this.lastWords.trim() || "none"} (${this.data.logs})`,
      );
  }

  private async poll(check: (() => Promise<boolean>) | undefined, child: ChildProcess): Promise<true> {
    while (check && child.exitCode === null && !(await check().catch(() => false))) {
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    if (child.exitCode !== null) await new Promise(() => undefined);
    return true;
  }

  private listen(child: ChildProcess): void {
    let rest = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      this.log?.write(chunk);
      if (!this.options.onLine) return;
      const lines = (rest + chunk.toString("utf8")).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.options.onLine(line);
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      this.log?.write(chunk);
      this.lastWords = (this.lastWords + chunk.toString("utf8")).slice(-1_500);
    });
  }

  private ended(how: string, livedMs: number): void {
    if (this.stopping || !this.settled) return;
    this.failures = livedMs > HEALTHY_MS ? 0 : this.failures + 1;
    const waitMs = BACKOFF_MS[Math.min(Math.max(0, this.failures - 1), BACKOFF_MS.length - 1)] ?? 0;
    this.say(
      `${this.name} ${how}; starting it again${waitMs ? ` in ${waitMs / 1000} s` : ""} (log: ${path.join(this.data.logs, `${this.name}.log`)})`,
    );
    setTimeout(() => {
      if (this.stopping) return;
      this.launch().then(
        () => this.say(`${this.name} is back`),
        (error: Error) => this.say(error.message),
      );
    }, waitMs);
  }
}

function endWith(stream: Writable, text: string): void {
  stream.on("error", () => undefined);
  stream.end(text);
}
