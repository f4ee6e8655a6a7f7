// Owns sandboxes and kernels. A job names a document; everything else is looked up when it starts, so that running a
// job twice, late or out of order is harmless.
import type { Logger } from "pino";
import { supersedeMode } from "#lib/core/supersede-mode.ts";
import type { DocumentId, FilePath } from "#lib/protocol/ids.ts";
import { priority } from "#lib/protocol/job.ts";
import type { SandboxDriver, SandboxLimits } from "#lib/sandbox/port.ts";
import { readSource } from "#lib/services/document/read-source.ts";
import { type ClaimedRun, claimRun, type Lease } from "#lib/services/run/claim-run.ts";
import { findDocumentPlace } from "#lib/services/run/find-document-place.ts";
import { touchRuns } from "#lib/services/run/touch-runs.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";
import { type DocumentMemory, recallDocument } from "./document-memory.ts";
import type { Frame } from "./frames.ts";
import { hearAudit } from "./hear-audit.ts";
import { LiveRun } from "./live-run.ts";
import { runErrors } from "./run-errors.ts";
import { RunRecorder } from "./run-recorder.ts";
import { tellStatus } from "./tell-status.ts";
import { type Kernel, WorkspaceSandbox } from "./workspace-sandbox.ts";

export type RunnerOptions = {
  ctx: ServiceContext;
  driver: SandboxDriver;
  limits: SandboxLimits;
  log: Logger;
  blockMs: number;
  idleKernelMs: number;
  idleSandboxMs: number;
};
const SHOWN_RUNNING_MS = 300;

type Active = {
  live: LiveRun | null;
  claimed: ClaimedRun;
  sandbox: WorkspaceSandbox;
  /** An audit of this very run, which came before its end was recorded. */
  audit: (() => void) | null;
};

export class Runner {
  private readonly options: RunnerOptions;
  private readonly sandboxes = new Map<string, WorkspaceSandbox>();
  private readonly places = new Map<string, string>();
  private readonly memories = new Map<string, { fence: number; memory: DocumentMemory }>();
  private readonly active = new Map<string, Active>();
  /** By document, the run of which an audit was heard: one each. */
  private readonly audited = new Map<string, number>();

  constructor(options: RunnerOptions) {
    this.options = options;
  }

  /** Works off one job: the document's newest state, or nothing when that is shown already. */
  async runDocument(documentId: string, lease: Lease): Promise<void> {
    const workspaceId = await this.workspaceOf(documentId);
    if (!workspaceId || this.active.has(documentId)) return;
    const sandbox = this.sandboxOf(workspaceId);
    const began = await sandbox.exclusively(() => this.begin(sandbox, documentId, lease));
    if (!began) return;
    // The tree shows what takes a while as running; what is over in a moment would only flicker.
    const slow = setTimeout(() => tellStatus(this.options.ctx, began.live.claimed, "running"), SHOWN_RUNNING_MS);
    try {
      const { lost, wantsMore } = await began.recorder.finished;
      if (lost) {
        began.live.abandon();
        this.memories.delete(documentId);
      } else if (wantsMore) this.again(documentId, lease.partition);
      const { kernelLost } = await began.live.done;
      if (kernelLost) sandbox.dropKernel(documentId);
      began.kernel.busy = false;
      began.kernel.usedAt = Date.now();
    } catch (error) {
      // The database was away, most likely: the document still wants its revision, and the sweeper finds it.
      began.live.abandon();
      this.memories.delete(documentId);
      sandbox.dropKernel(documentId);
      throw error;
    } finally {
      clearTimeout(slow);
      const audit = this.active.get(documentId)?.audit;
      this.active.delete(documentId);
      audit?.();
    }
  }

  /** A nudge: this document's row says something new. */
  async reconsider(): Promise<void> {
    const runs = [...this.active].map(([documentId, { claimed }]) => ({ documentId, run: claimed.run }));
    const rows = await touchRuns(this.options.ctx, { runs });
    const byId = new Map(rows.map((row) => [row.documentId, row]));
    for (const { documentId, run } of runs) {
      const row = byId.get(documentId);
      const active = this.active.get(documentId);
      if (active?.claimed.run !== run) continue;
      if (!row) active.live?.abandon();
      else if (row.cancelRun === run) active.live?.stop("cancelled");
      else if (row.removed || row.wanted > active.claimed.revision) await this.supersede(active);
    }
  }

  /** Ends kernels and sandboxes that nobody has used for a while. */
  async retireIdle(now: number): Promise<void> {
    for (const [workspaceId, sandbox] of this.sandboxes) {
      for (const [documentId, kernel] of sandbox.kernels) {
        if (!kernel.busy && now - kernel.usedAt > this.options.idleKernelMs) sandbox.dropKernel(documentId);
      }
      if (sandbox.kernels.size === 0 && now - sandbox.usedAt > this.options.idleSandboxMs) {
        this.sandboxes.delete(workspaceId);
        await sandbox.stop();
      }
    }
  }

  async stop(): Promise<void> {
    for (const { live } of this.active.values()) live?.abandon();
    await Promise.allSettled([...this.sandboxes.values()].map((sandbox) => sandbox.stop()));
  }

  private async begin(sandbox: WorkspaceSandbox, documentId: string, lease: Lease) {
    // The same document's job may have come twice at once, when Redis has forgotten the first: it got here meanwhile.
    if (this.active.has(documentId)) return null;
    const claimStart = performance.now();
    const { ctx, log } = this.options;
    const claimed = await claimRun(ctx, { documentId, lease, treeRevision: sandbox.treeRevision });
    if (!claimed) return null;
    const startedAt = Date.now();
    const marks: Record<string, number> = { queueMs: Math.max(0, startedAt - claimed.wantedAt) };
    if (claimed.noticedAt) marks.agentMs = Math.max(0, claimed.wantedAt - claimed.noticedAt);
    marks.claimMs = performance.now() - claimStart;
    const active: Active = { live: null, claimed, sandbox, audit: null };
    this.active.set(documentId, active);
    try {
      const memory = await this.memoryOf(claimed, lease.fence);
      const recorder = new RunRecorder({
        ...{ ctx, lease, claimed, startedAt },
        knownHashes: new Set(memory.blocks.map((block) => block.hash)),
        digests: new Map(memory.digests),
      });
      let kernel: Kernel = { name: "", fresh: true, changed: new Set(), busy: false, usedAt: startedAt };
      const live = new LiveRun({
        ...{ ctx, claimed, recorder, memory, marks, blockMs: this.options.blockMs },
        kernel: {
          interrupt: (mode) => sandbox.link?.send({ type: "interrupt", kernel: kernel.name, run: claimed.run, mode }),
          kill: () => sandbox.link?.send({ type: "kill", kernel: kernel.name }),
          killSandbox: () =>
            void sandbox.stop().then(() => live.sandboxGone("its sandbox did not answer and was ended")),
        },
      });
      active.live = live;
      try {
        kernel = await this.startRun({ sandbox, claimed, live, memory, lease });
      } catch (error) {
        log.error({ error: (error as Error).message, path: claimed.path }, "the sandbox could not take a run");
        live.refuse(runErrors.sandbox((error as Error).message));
      }
      marks.prepareMs = performance.now() - claimStart - (marks.claimMs ?? 0);
      return { recorder, live, kernel };
    } catch (error) {
      this.active.delete(documentId);
      throw error;
    }
  }

  private async startRun(begun: {
    sandbox: WorkspaceSandbox;
    claimed: ClaimedRun;
    live: LiveRun;
    memory: DocumentMemory;
    lease: Lease;
  }): Promise<Kernel> {
    const { sandbox, claimed, live, memory, lease } = begun;
    await sandbox.syncTree(claimed);
    const path = claimed.path as FilePath;
    const kernel = sandbox.kernelOf(claimed.documentId, path);
    kernel.busy = true;
    const link = sandbox.link;
    if (!link) throw new Error("its executor has gone.");
    const source = await sandbox.contentOf(claimed.source);
    live.source = source.toString("utf8");
    link.listen(kernel.name, (frame) => {
      // The process behind this name has ended: the document's next run needs another one.
      if (frame.head.type === "exit") sandbox.dropKernel(claimed.documentId);
      if (frame.head.type === "audit") return this.audit(frame, claimed, lease);
      this.active.get(claimed.documentId)?.live?.receive(frame);
    });
    link.closed.then((reason) => live.sandboxGone(reason));
    const prior = kernel.fresh && memory.blocks.length > 0 ? priorBody(memory) : new Uint8Array();
    link.send(
      {
        type: "run",
        kernel: kernel.name,
        run: claimed.run,
        path,
        changed: [...kernel.changed],
        sourceBytes: source.length,
      },
      Buffer.concat([source, prior]),
    );
    kernel.fresh = false;
    kernel.changed.clear();
    return kernel;
  }

  private audit({ head, body }: Frame, claimed: ClaimedRun, lease: Lease): void {
    const { documentId, run, path } = claimed;
    if (head.type !== "audit" || head.run !== run || this.audited.get(documentId) === run) return;
    this.audited.set(documentId, run);
    const { ctx, log } = this.options;
    const hear = async () => {
      if (!(await hearAudit({ ctx, log }, { claimed, lease, body }))) return;
      tellStatus(ctx, claimed, "queued");
      this.again(documentId, lease.partition);
    };
    const begin = () =>
      void hear().catch((error: Error) => log.warn({ error: error.message, path }, "an audit came to nothing"));
    const active = this.active.get(documentId);
    if (active?.claimed.run === run) active.audit = begin;
    else begin();
  }

  private async supersede({ live, claimed }: Active): Promise<void> {
    if (!live) return;
    const { ctx } = this.options;
    const { workspaceId, path, revision: since } = claimed;
    const now = await readSource(ctx, { workspaceId, path, since });
    if (!now) return live.stop("superseded");
    const inputs = new Set([...claimed.imports, ...claimed.reads]);
    const inputsChanged = now.alsoChanged.some((changed) => inputs.has(changed));
    const blocks = live.plan?.blocks ?? [];
    const runningBlock = live.runningBlock?.id ?? null;
    live.stop(
      "superseded",
      supersedeMode({ blocks, runningBlock, oldSource: live.source, newSource: now.source, inputsChanged }),
    );
  }

  private again(documentId: string, partition: number): void {
    this.options.ctx.nudges
      .enqueue([{ documentId: documentId as DocumentId, partition, priority: priority.edited }])
      .catch((error: Error) => {
        this.options.log.warn({ error: error.message }, "could not queue; the sweeper will");
      });
  }

  private async memoryOf(claimed: ClaimedRun, fence: number): Promise<DocumentMemory> {
    const held = this.memories.get(claimed.documentId);
    if (held?.fence === fence) return held.memory;
    const memory = await recallDocument(this.options.ctx, claimed);
    this.memories.set(claimed.documentId, { fence, memory });
    return memory;
  }

  private async workspaceOf(documentId: string): Promise<string | null> {
    const known = this.places.get(documentId);
    if (known) return known;
    const place = await findDocumentPlace(this.options.ctx, { documentId });
    if (place) this.places.set(documentId, place.workspaceId);
    return place?.workspaceId ?? null;
  }

  private sandboxOf(workspaceId: string): WorkspaceSandbox {
    const { ctx, driver, limits, log } = this.options;
    let sandbox = this.sandboxes.get(workspaceId);
    if (!sandbox) {
      sandbox = new WorkspaceSandbox({ ctx, driver, limits, log, workspaceId });
      this.sandboxes.set(workspaceId, sandbox);
    }
    return sandbox;
  }
}

function priorBody(memory: DocumentMemory): Buffer {
  return Buffer.from(JSON.stringify({ prior: memory.blocks.map(({ id, source }) => ({ id, source })) }));
}
