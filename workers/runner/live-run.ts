// One run while it runs: takes the kernel's frames, hands results to the recorder, streams output, and decides how the
// run ends. Who stops it and why is said once, in `stopping`; the ladder is interrupt, then the kernel, then the sandbox.
import { createHash } from "node:crypto";
import type { Reason } from "#lib/protocol/block.ts";
import type { Element } from "#lib/protocol/element.ts";
import type { BlockId } from "#lib/protocol/ids.ts";
import { BlockStartBody, DisplayBody, type FromExecutor, PlanBody, RunEndBody } from "#lib/protocol/kernel.ts";
import { limits } from "#lib/protocol/limits.ts";
import type { RunError } from "#lib/protocol/live.ts";
import type { ClaimedRun } from "#lib/services/run/claim-run.ts";
import type { RecordedEnd } from "#lib/services/run/record-run.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";
import { amendPlan } from "./amend-plan.ts";
import { ElementCollector } from "./collect-elements.ts";
import type { DocumentMemory } from "./document-memory.ts";
import type { Frame } from "./frames.ts";
import { LiveOutput } from "./live-output.ts";
import { cleanText, parseBody } from "./parse-body.ts";
import { runErrors } from "./run-errors.ts";
import type { RunRecorder } from "./run-recorder.ts";
import { spillElements } from "./spill-elements.ts";

type RunningBlock = {
  id: BlockId;
  ordinal: number;
  hash: string;
  reason: Reason | null;
  since: number;
  collector: ElementCollector;
};
/** As the run itself tells it: the recorder adds what it took and what became of the plan. */
type ToldEnd = Omit<RecordedEnd, "timings" | "kept" | "amended">;
type DisplayHead = Extract<FromExecutor, { type: "display" }>;
type Stopping = { kind: "superseded" | "cancelled" } | { kind: "failed"; error: RunError };

export type KernelHandle = {
  interrupt(mode: "now" | "after-block"): void;
  kill(): void;
  /** Ends the whole sandbox: nothing else answered. */
  killSandbox(): void;
};

const LADDER_MS = 1_000;
const PLAN_MS = 30_000;

export class LiveRun {
  /** Settles when the end was handed to the recorder; tells whether the kernel may be used again. */
  readonly done: Promise<{ kernelLost: boolean }>;
  readonly claimed: ClaimedRun;
  source = "";
  runningBlock: RunningBlock | null = null;
  plan: PlanBody | null = null;
  private readonly ctx: ServiceContext;
  private readonly recorder: RunRecorder;
  private readonly memory: DocumentMemory;
  private readonly kernel: KernelHandle;
  private readonly blockMs: number;
  private readonly live: LiveOutput;
  private readonly startedAt = performance.now();
  private readonly marks: Record<string, number> = {};
  private readonly started = new Set<BlockId>();
  /** Failed while a newer revision was to end the run: by itself or cut short, which is known with what comes next. */
  private doubtful: { block: RunningBlock; elapsedMs: number } | null = null;
  /** Of each block that has a result of this run, why it ran. */
  private readonly ran = new Map<BlockId, Reason | null>();
  private toldKept: Record<string, Reason> = {};
  private bytes = 0;
  private stopping: Stopping | null = null;
  private over = false;
  private order: Promise<unknown> = Promise.resolve();
  private timer: NodeJS.Timeout;
  private ladder: NodeJS.Timeout | null = null;
  private finish: (outcome: { kernelLost: boolean }) => void = () => undefined;

  constructor(options: {
    ctx: ServiceContext;
    claimed: ClaimedRun;
    recorder: RunRecorder;
    memory: DocumentMemory;
    kernel: KernelHandle;
    blockMs: number;
    marks: Record<string, number>;
  }) {
    this.ctx = options.ctx;
    this.claimed = options.claimed;
    this.recorder = options.recorder;
    this.memory = options.memory;
    this.kernel = options.kernel;
    this.blockMs = options.blockMs;
    this.live = new LiveOutput(options.ctx, options.claimed);
    this.marks = options.marks;
    this.done = new Promise((resolve) => {
      this.finish = resolve;
    });
    this.timer = setTimeout(() => this.fail(runErrors.sandbox("the executor did not answer in time.")), PLAN_MS);
  }

  receive({ head, body }: Frame): void {
    if (this.over) return;
    try {
      if (head.type === "exit") this.kernelGone(head.signal, head.code, head.reason);
      else if ("run" in head && head.run !== this.claimed.run) return;
      else if (head.type === "plan") this.planned(parseBody(PlanBody, body));
      else if (head.type === "block-start") this.blockStarted(head.block, body);
      else if (head.type === "output") this.output(head.block, head.stream, body);
      else if (head.type === "display") this.display(head, body);
      else if (head.type === "clear") this.clear(head.block);
      else if (head.type === "block-end") this.blockEnded(head.block, head.ok, head.elapsedMs);
      else if (head.type === "run-end") this.runEnded(head, body);
    } catch {
      // The kernel's process is the author's too: what it sends out of shape ends this run and nothing else.
      this.fail(runErrors.sandbox("its answer was malformed."));
      this.kernel.kill();
    }
  }

  /** A newer revision or a person wants this run to end. */
  stop(kind: "superseded" | "cancelled", mode: "now" | "after-block" = "now"): void {
    if (this.over || (this.stopping && this.stopping.kind !== "superseded")) return;
    this.stopping = { kind };
    this.kernel.interrupt(mode);
    if (mode === "now") this.climb();
  }

  /** The run's place was taken: nothing more of it is recorded, and its kernel's state is not known to anyone. */
  abandon(): void {
    if (this.over) return;
    this.close();
    this.kernel.kill();
    this.finish({ kernelLost: true });
  }

  /** The run could not be handed to a kernel at all. */
  refuse(error: RunError): void {
    this.stopping = { kind: "failed", error };
    this.end(this.stoppedEnd(this.stopping), true);
  }

  /** The sandbox has gone, with every kernel in it. */
  sandboxGone(reason: string): void {
    if (!this.over) this.kernelDied(reason);
  }

  private planned(plan: PlanBody): void {
    clearTimeout(this.timer);
    this.plan = plan;
    this.marks.planMs = performance.now() - this.startedAt;
    const ids = new Set(plan.blocks.map((block) => block.id));
    this.memory.blocks = plan.blocks;
    for (const known of [...this.memory.digests.keys()]) {
      if (ids.has(known)) continue;
      this.memory.digests.delete(known);
      this.memory.oks.delete(known);
    }
    this.recorder.start(plan);
  }

  /** What was running and has not ended is cut short. A block that starts once more starts from nothing. */
  private blockStarted(id: BlockId, body: Buffer): void {
    const block = this.plan?.blocks.find((planned) => planned.id === id);
    if (!block) throw new Error("a block that the plan does not have");
    const told = body.length > 0 ? parseBody(BlockStartBody, body).reason : undefined;
    this.settleDoubt(null);
    this.live.drop();
    if (this.started.has(id)) this.live.startAnew(id);
    this.started.add(id);
    this.runningBlock = {
      id,
      ordinal: block.ordinal,
      hash: block.hash,
      reason: told ?? this.plan?.reasons[id] ?? null,
      since: performance.now(),
      collector: new ElementCollector(),
    };
    const limitMs = Math.min(this.blockMs, (block.timeoutS ?? Number.POSITIVE_INFINITY) * 1000);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fail(runErrors.timeout(id, block.ordinal, limitMs / 1000)), limitMs);
  }

  private output(id: BlockId, stream: "stdout" | "stderr", body: Buffer): void {
    const running = this.expectRunning(id);
    const n = running.collector.chars;
    const shown = running.collector.text(stream, cleanText(body.toString("utf8")));
    if (shown !== "") this.live.add({ block: id, stream, text: shown, n });
    this.count(body.length, running);
  }

  private display(head: DisplayHead, body: Buffer): void {
    const running = this.expectRunning(head.block);
    const bytes = body.length - (head.payload ?? 0);
    const bundle = parseBody(DisplayBody, body.subarray(0, bytes));
    const payload = head.payload ? body.subarray(bytes) : undefined;
    const before = running.collector.bytes;
    const element = running.collector.display(head.kind, bundle, bytes, { ...head, payload });
    if (head.update !== undefined) this.retell(running);
    else if (bytes <= limits.inlineElementBytes) {
      this.live.add({ block: head.block, stream: "display", element, n: running.collector.chars });
    }
    this.count(running.collector.bytes - before, running);
  }

  private clear(id: BlockId): void {
    const running = this.expectRunning(id);
    this.bytes -= running.collector.clear();
    this.retell(running);
  }

  private retell({ id, collector }: RunningBlock): void {
    this.live.retell(id, function* () {
      let n = 0;
      for (const { stream, ...part } of collector.standing()) {
        if (!("element" in part)) {
          yield { block: id, stream, text: part.text, n };
          n += part.text.length;
        } else if (part.bytes <= limits.inlineElementBytes) yield { block: id, stream, element: part.element, n };
      }
    });
  }

  private blockEnded(id: BlockId, ok: boolean, elapsedMs: number): void {
    const running = this.expectRunning(id);
    clearTimeout(this.timer);
    this.live.drop();
    this.marks.firstResultMs ??= performance.now() - this.startedAt;
    this.runningBlock = null;
    if (!ok && this.stopping?.kind === "superseded") this.doubtful = { block: running, elapsedMs };
    else this.recordResult(running, ok, elapsedMs);
  }

  /**
   * What was cut short because a newer revision does not want it has no result: the last good one stays, and it runs
   * again. What failed by itself has one: its kernel keeps it, and no later run would tell of it.
   */
  private settleDoubt(cutShort: BlockId | null): void {
    const doubtful = this.doubtful;
    this.doubtful = null;
    if (doubtful && doubtful.block.id !== cutShort) this.recordResult(doubtful.block, false, doubtful.elapsedMs);
  }

  private recordResult(running: RunningBlock, ok: boolean, elapsedMs: number): void {
    const error = ok ? null : this.blockError();
    const collected = running.collector.finish();
    this.inOrder(async () => {
      const elements = await spillElements(this.ctx, this.claimed.workspaceId, collected);
      const digest = digestOf(elements);
      const { id: block, ordinal, hash, reason } = running;
      const unchanged = this.memory.digests.get(block) === digest;
      // It ran a second time and shows what its result of this run shows already.
      if (this.ran.has(block) && unchanged && ok && this.memory.oks.get(block)) return;
      this.memory.digests.set(block, digest);
      this.memory.oks.set(block, ok);
      this.ran.set(block, reason);
      this.recorder.result({ block, ordinal, hash, ok, digest, elements, error, reason, elapsedMs, unchanged });
    });
  }

  private blockError(): { code: string; message: string } | null {
    if (this.stopping?.kind === "failed")
      return { code: this.stopping.error.code, message: this.stopping.error.message };
    if (this.stopping?.kind === "cancelled") return { code: "cancelled", message: "This block was cancelled." };
    return null;
  }

  private runEnded(
    head: { status: string; exitCode?: number | undefined; block?: BlockId | undefined; message?: string | undefined },
    body: Buffer,
  ): void {
    const { kept, ...seen } = body.length > 0 ? parseBody(RunEndBody, body) : { reads: [], imports: [] };
    this.toldKept = kept ?? {};
    this.settleDoubt(head.status === "interrupted" ? (head.block ?? null) : null);
    const ordinal = this.ordinalOf(head.block);
    if (this.stopping) this.end(this.stoppedEnd(this.stopping), false);
    else if (head.status === "ok") this.end({ status: "ok", error: null, ...seen }, false);
    else if (head.status === "exited") {
      const code = head.exitCode ?? 0;
      const error = code === 0 ? null : runErrors.exited(head.block, ordinal, code);
      this.end({ status: code === 0 ? "ok" : "failed", error, ...seen }, false);
    } else {
      const error = runErrors.sandbox(head.message ?? `the executor ended the run as ${head.status}.`);
      this.end({ status: "failed", error, reads: null, imports: null }, true);
    }
  }

  private stoppedEnd(stopping: Stopping): ToldEnd {
    const error = stopping.kind === "failed" ? stopping.error : null;
    return { status: stopping.kind === "failed" ? "failed" : stopping.kind, error, reads: null, imports: null };
  }

  private kernelGone(signal: number | string | null, code: number | null, reason: string | undefined): void {
    const how = reason ?? (signal !== null ? `killed by signal ${signal}` : `it exited with code ${code}`);
    this.kernelDied(how, signal === 9 || signal === "SIGKILL");
  }

  private kernelDied(how: string, killed = false): void {
    const running = this.runningBlock;
    const [block, ordinal] = [running?.id ?? null, running?.ordinal ?? null];
    // A kill that we did not ask for is the kernel's memory limit at work.
    this.stopping ??= {
      kind: "failed",
      error: killed ? runErrors.outOfMemory(block, ordinal) : runErrors.kernelDied(block, ordinal, how),
    };
    this.runningBlock = null;
    if (!this.plan) this.startWithoutPlan();
    if (running && this.stopping.kind !== "superseded")
      this.recordResult(running, false, performance.now() - running.since);
    this.end(this.stoppedEnd(this.stopping), true);
  }

  /** Ours or the sandbox's fault, with the running block as it was. */
  private fail(error: RunError): void {
    if (this.over || this.stopping?.kind === "failed") return;
    this.stopping = { kind: "failed", error };
    this.kernel.interrupt("now");
    this.climb();
  }

  private climb(): void {
    this.ladder ??= setTimeout(() => {
      this.kernel.kill();
      this.ladder = setTimeout(() => this.kernel.killSandbox(), LADDER_MS);
    }, LADDER_MS);
  }

  private count(bytes: number, running: RunningBlock): void {
    this.bytes += bytes;
    const fault = this.bytes > limits.runBytes || running.collector.bytes > limits.runBytes;
    if (fault) this.fail(runErrors.outputLimit(running.id, running.ordinal, limits.runBytes / 2 ** 20));
  }

  /** A run that could not even be planned still has to be the document's run, so that its error is shown. */
  private startWithoutPlan(): PlanBody {
    this.plan = { blocks: this.memory.blocks, dirty: [], reasons: {} };
    this.recorder.start(this.plan);
    return this.plan;
  }

  private end(end: ToldEnd, kernelLost: boolean): void {
    if (this.over) return;
    this.close();
    this.inOrder(async () => {
      const plan = this.plan ?? this.startWithoutPlan();
      // The document as a whole failed when any block of it shows an error, also one that was kept.
      const failing =
        end.status === "ok" && this.memory.blocks.some((block) => this.memory.oks.get(block.id) === false);
      const timings = { ...this.marks, kernelMs: performance.now() - this.startedAt };
      const real = amendPlan(plan, { ran: this.ran, toldKept: this.toldKept });
      const status = failing ? "failed" : end.status;
      this.recorder.end({ ...end, ...real, status, timings });
      this.ctx.nudges.count(status === "ok" || status === "failed" ? `runs:${status}` : "runs:other");
      this.finish({ kernelLost });
    });
  }

  private close(): void {
    this.over = true;
    this.live.drop();
    clearTimeout(this.timer);
    if (this.ladder) clearTimeout(this.ladder);
  }

  private inOrder(work: () => Promise<void>): void {
    this.order = this.order.then(work).catch((error) => {
      this.recorder.fail(error);
      this.abandon();
    });
  }

  private expectRunning(id: BlockId): RunningBlock {
    const running = this.runningBlock;
    if (running?.id !== id) throw new Error("a block that is not running");
    return running;
  }

  private ordinalOf(id: BlockId | undefined): number | null {
    return this.plan?.blocks.find((block) => block.id === id)?.ordinal ?? null;
  }
}

function digestOf(elements: Element[]): string {
  return createHash("sha256").update(JSON.stringify(elements)).digest("hex").slice(0, 16);
}
