// Writes what a run produces in batches, one statement each, and tells the room after each commit. While one batch
// is on its way the next gathers; a run that is over in a moment takes one statement in all.
import type { PlanBody } from "#lib/protocol/kernel.ts";
import { type DocumentMessage, rooms } from "#lib/protocol/live.ts";
import type { ClaimedRun, Lease } from "#lib/services/run/claim-run.ts";
import { type Recorded, type RecordedEnd, type RecordedResult, recordRun } from "#lib/services/run/record-run.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";
import { liveMessages } from "./live-messages.ts";
import { tellStatus } from "./tell-status.ts";

/** How long the first message of a batch waits for others, in ms: shorter than anybody sees. */
const GATHER_MS = 2;

export type RunBatch = { start: PlanBody | null; results: RecordedResult[]; end: RecordedEnd | null };

export class RunRecorder {
  /** Settles after the run's end is written, or as soon as the run has lost its place. */
  readonly finished: Promise<{ lost: boolean; wantsMore: boolean }>;
  private readonly ctx: ServiceContext;
  private readonly lease: Lease;
  private readonly claimed: ClaimedRun;
  private readonly startedAt: number;
  /** Hashes of the document's previous run-start: what a viewer has already is not sent again. */
  private readonly knownHashes: ReadonlySet<string>;
  private readonly digests: ReadonlyMap<string, string>;
  private reasons: PlanBody["reasons"] = {};
  private batch: RunBatch = { start: null, results: [], end: null };
  private working: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | null = null;
  private over = false;
  private finish: (outcome: { lost: boolean; wantsMore: boolean }) => void = () => undefined;
  /** Nothing more can be written: `finished` rejects with the cause. */
  fail: (error: unknown) => void = () => undefined;

  constructor(options: {
    ctx: ServiceContext;
    lease: Lease;
    claimed: ClaimedRun;
    startedAt: number;
    knownHashes: ReadonlySet<string>;
    digests: ReadonlyMap<string, string>;
  }) {
    this.ctx = options.ctx;
    this.lease = options.lease;
    this.claimed = options.claimed;
    this.startedAt = options.startedAt;
    this.knownHashes = options.knownHashes;
    this.digests = options.digests;
    this.finished = new Promise((resolve, reject) => {
      this.finish = resolve;
      this.fail = reject;
    });
    this.finished.catch(() => undefined);
  }

  start(plan: PlanBody): void {
    this.batch.start = plan;
    this.reasons = plan.reasons;
    this.soon();
  }

  result(result: RecordedResult): void {
    this.batch.results.push(result);
    this.soon();
  }

  end(end: RecordedEnd): void {
    this.batch.end = end;
    this.now();
  }

  private soon(): void {
    this.timer ??= setTimeout(() => this.now(), GATHER_MS);
  }

  private now(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.working = this.working
      .then(() => this.flush())
      .catch((error) => {
        this.over = true;
        this.fail(error);
      });
  }

  private async flush(): Promise<void> {
    const batch = this.batch;
    if (this.over || (!batch.start && !batch.end && batch.results.length === 0)) return;
    this.batch = { start: null, results: [], end: null };
    const { workspaceId, documentId, run, revision } = this.claimed;
    const recorded = await recordRun(this.ctx, { lease: this.lease, workspaceId, documentId, run, revision, ...batch });
    if (!recorded) {
      this.over = true;
      this.finish({ lost: true, wantsMore: false });
      return;
    }
    for (const message of this.messages(batch, recorded)) this.tell(message);
    if (batch.end) {
      this.over = true;
      tellStatus(this.ctx, this.claimed, batch.end.status);
      this.finish({ lost: false, wantsMore: recorded.wantsMore });
    }
  }

  private messages(batch: RunBatch, recorded: Recorded): DocumentMessage[] {
    const { claimed, reasons, startedAt, knownHashes, digests } = this;
    return liveMessages({ batch, base: recorded.base, claimed, reasons, startedAt, knownHashes, digests });
  }

  private tell({ type, message }: DocumentMessage): void {
    this.ctx.nudges.emit(rooms.document(this.claimed.documentId), type, message as never);
  }
}
