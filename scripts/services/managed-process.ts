// A child that is kept alive: started, waited for until it serves, started again when it ends by itself, ended when told.
// Each leads a process group of its own, so that a terminal's Ctrl-C reaches only the supervisor, which then ends the
// children in its own order, and so that nothing of a child survives its end.
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import type { ServiceLog } from "./service-log.ts";

export type ProcessSpec = {
  name: string;
  /** Asked before each start: a port may have been taken since the last. */
  command(): Promise<{ program: string; args: string[]; env?: NodeJS.ProcessEnv; uid?: number; gid?: number }>;
  /** Settles when it serves. By default: when it sends the message `{ready: true}`. */
  whenReady?(child: ChildProcess, signal: AbortSignal): Promise<void>;
  /** The process to signal, where a wrapper runs it. */
  signalPid?(): number | null;
  stopSignal?: NodeJS.Signals;
  /** How long it may take to end in order. */
  graceMs?: number;
  startMs?: number;
};

export type ProcessEvents = {
  onRestart?(name: string, cause: string): void;
  onStart?(name: string, child: ChildProcess): void;
  onEnd?(name: string): void;
};

/** The first restart is at once; one that ends again and again waits longer. */
const BACKOFF_MS = [0, 500, 1_000, 2_000, 5_000];
/** One that served for this long counts as healthy again. */
const HEALTHY_MS = 20_000;

export class ManagedProcess {
  readonly name: string;
  private readonly spec: ProcessSpec;
  private readonly log: ServiceLog;
  private readonly events: ProcessEvents;
  private child: ChildProcess | null = null;
  private stopping = false;
  private failures = 0;
  private readonly stopped = new AbortController();
  private settled: Promise<unknown> = Promise.resolve();

  constructor(spec: ProcessSpec, log: ServiceLog, events: ProcessEvents = {}) {
    this.name = spec.name;
    this.spec = spec;
    this.log = log;
    this.events = events;
  }

  /** Settles when it serves; throws, with the last lines that it said, when it ends or does not serve in time. */
  async start(): Promise<void> {
    const child = await this.launch();
    this.settled = this.keepAlive(child);
  }

  /** Ends it in order, or by force after its grace; settles when nothing of it is left. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.stopped.abort();
    const child = this.child;
    if (child && isRunning(child)) {
      const gone = whenGone(child);
      this.signal(this.spec.stopSignal ?? "SIGTERM");
      await Promise.race([gone, pause(this.spec.graceMs ?? 10_000, undefined, { ref: false })]);
      this.kill();
      await gone;
    }
    await this.settled;
    this.log.close();
  }

  /** At once, with everything in its group. */
  kill(): void {
    this.stopping = true;
    const pid = this.child?.pid;
    if (!pid) return;
    const inner = this.spec.signalPid?.() ?? null;
    if (inner !== null && this.child && isRunning(this.child)) quietly(() => process.kill(inner, "SIGKILL"));
    quietly(() => process.kill(-pid, "SIGKILL"));
  }

  private signal(signal: NodeJS.Signals): void {
    const pid = this.spec.signalPid?.() ?? this.child?.pid;
    if (pid) quietly(() => process.kill(pid, signal));
  }

  private async launch(): Promise<ChildProcess> {
    const { program, args, env, uid, gid } = await this.spec.command();
    const child = spawn(program, args, {
      detached: true,
      env: env ?? process.env,
      stdio: this.spec.whenReady ? ["ignore", "pipe", "pipe"] : ["ignore", "pipe", "pipe", "ipc"],
      ...(uid === undefined ? {} : { uid, gid }),
    });
    this.child = child;
    this.log.take(child);
    const ended = whenEnded(child);
    const given = new AbortController();
    const late = pause(this.spec.startMs ?? 60_000, "it did not serve in time", { ref: false, signal: given.signal });
    const ready = (this.spec.whenReady ?? saysReady)(child, given.signal).then(() => null);
    const fault = await Promise.race([ready, ended, late.catch(() => null)]).finally(() => given.abort());
    ready.catch(() => undefined);
    if (fault === null && !this.stopping) {
      this.events.onStart?.(this.name, child);
      return child;
    }
    const stopped = this.stopping;
    if (isRunning(child)) {
      const gone = whenGone(child);
      this.kill();
      this.stopping = stopped;
      await gone;
    }
    await this.log.drained();
    throw new Error(`${this.name} did not start: ${fault ?? "it was told to stop"}\n${this.log.tail()}`.trim());
  }

  private async keepAlive(first: ChildProcess): Promise<void> {
    let child: ChildProcess | null = first;
    while (!this.stopping) {
      if (child) {
        const since = Date.now();
        const cause = await whenEnded(child);
        // A child of it that lives on would hold its port or its data.
        if (child.pid) quietly(() => process.kill(-(child as ChildProcess).pid!, "SIGKILL"));
        this.events.onEnd?.(this.name);
        if (this.stopping) return;
        if (Date.now() - since > HEALTHY_MS) this.failures = 0;
        this.events.onRestart?.(this.name, cause);
      }
      const delay = BACKOFF_MS[Math.min(this.failures++, BACKOFF_MS.length - 1)] ?? 0;
      await pause(delay, undefined, { signal: this.stopped.signal }).catch(() => undefined);
      if (this.stopping) return;
      child = await this.launch().catch((error: Error) => {
        if (!this.stopping) this.events.onRestart?.(this.name, error.message);
        return null;
      });
    }
  }
}

const isRunning = (child: ChildProcess) => child.pid !== undefined && child.exitCode === null && child.signalCode === null;

/** How it ended, in words. */
function whenEnded(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    const tell = () =>
      resolve(child.signalCode ? `it was ended by ${child.signalCode}` : `it ended with code ${child.exitCode}`);
    if (child.exitCode !== null || child.signalCode !== null) return tell();
    child.once("exit", tell);
    child.once("error", (error) => resolve(`it cannot be started: ${error.message}`));
  });
}

async function whenGone(child: ChildProcess): Promise<void> {
  if (isRunning(child)) await new Promise((resolve) => child.once("exit", resolve));
}

function saysReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.on("message", (message) => {
      if ((message as { ready?: unknown } | null)?.ready === true) resolve();
    });
  });
}

/** What no longer exists needs no signal. */
function quietly(act: () => void): void {
  try {
    act();
  } catch {}
}
