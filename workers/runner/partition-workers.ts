// A BullMQ worker for each partition that this runner holds, and none for any other.
import { Worker } from "bullmq";
import type { Logger } from "pino";
import { openRedis } from "#lib/nudges/redis.ts";
import { RunJob, runQueue } from "#lib/protocol/job.ts";
import type { Lease } from "#lib/services/run/claim-run.ts";
import type { HeldPartition } from "#lib/services/run/partition-leases.ts";

export type Work = (documentId: string, lease: Lease) => Promise<void>;
type Entry = { fence: number; worker: Worker; busy: number };

/** A dead runner's jobs are taken again after the lock (3 s) and the next check (1 s). */
const LOCK_MS = 3_000;
const STALLED_CHECK_MS = 1_000;
/** A job may be found stalled as often as runners die: it carries an id alone and is harmless to repeat. */
const MAX_STALLED = 1_000;
const DOCUMENTS_AT_ONCE = 8;

export class PartitionWorkers {
  private readonly entries = new Map<number, Entry>();
  private readonly holder: string;
  private readonly redisUrl: string;
  private readonly work: Work;
  private readonly log: Logger;

  constructor(options: { holder: string; redisUrl: string; work: Work; log: Logger }) {
    this.holder = options.holder;
    this.redisUrl = options.redisUrl;
    this.work = options.work;
    this.log = options.log;
  }

  /** Partitions where nothing runs now: these may be given up. */
  idle(): number[] {
    return [...this.entries].filter(([, entry]) => entry.busy === 0).map(([id]) => id);
  }

  /** Opens workers for what is held newly and closes those of what was lost. */
  async follow(held: HeldPartition[]): Promise<void> {
    const fences = new Map(held.map(({ id, fence }) => [id, fence]));
    for (const [id, entry] of this.entries) {
      if (fences.get(id) === entry.fence) continue;
      this.entries.delete(id);
      await entry.worker.close(true).catch(() => undefined);
    }
    for (const { id, fence } of held) {
      if (!this.entries.has(id)) this.entries.set(id, this.open(id, fence));
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.entries.values()].map((entry) => entry.worker.close(true)));
    this.entries.clear();
  }

  private open(partition: number, fence: number): Entry {
    const onError = (error: Error) => this.log.debug({ error: error.message, partition }, "queue");
    const lease = { partition, fence, holder: this.holder };
    const worker = new Worker(
      runQueue(partition),
      async (job) => {
        const parsed = RunJob.safeParse(job.data);
        if (!parsed.success) return void this.log.error({ job: job.id }, "a job of no known shape was dropped");
        entry.busy += 1;
        try {
          await this.work(parsed.data.documentId, lease);
        } catch (error) {
          this.log.error(
            { error: (error as Error).message, documentId: parsed.data.documentId },
            "a job failed; the sweeper finds its document",
          );
        } finally {
          entry.busy -= 1;
        }
      },
      {
        connection: openRedis(this.redisUrl, onError),
        concurrency: DOCUMENTS_AT_ONCE,
        lockDuration: LOCK_MS,
        stalledInterval: STALLED_CHECK_MS,
        maxStalledCount: MAX_STALLED,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      },
    );
    const entry: Entry = { fence, worker, busy: 0 };
    worker.on("error", onError);
    return entry;
  }
}
