import { Emitter } from "@socket.io/redis-emitter";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { z } from "zod";
import { PARTITIONS, runQueue } from "#lib/protocol/job.ts";
import { Presence } from "#lib/protocol/live.ts";
import { type Control, type Counted, countedNames, type Message, type Nudges, type QueuedRun } from "./port.ts";

const CONTROL_CHANNEL = "pinlight:control";
const COUNTS_KEY = "pinlight:counts";
const WATCHED_SECONDS = 15;
const PRESENCE_MS = 30_000;

const ControlMessage = z.object({ type: z.enum(["superseded", "cancel"]), documentId: z.uuid() });
const StoredPresence = z.object({ at: z.number(), presence: Presence });

/** An ioredis connection that waits for a server that is away and never ends the process. */
export function openRedis(url: string, onError: (error: Error) => void): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    enableReadyCheck: true,
    retryStrategy: (attempt) => Math.min(50 * attempt, 500),
  });
  redis.on("error", onError);
  return redis;
}

export function openRedisNudges(url: string, onError: (error: Error) => void): Nudges {
  const redis = openRedis(url, onError);
  const emitter = new Emitter(redis);
  const queues = new Map<number, Queue>();

  const queueOf = (partition: number): Queue => {
    let queue = queues.get(partition);
    if (!queue) {
      if (partition < 0 || partition >= PARTITIONS) throw new RangeError(`no partition ${partition}`);
      queue = new Queue(runQueue(partition), { connection: redis });
      queue.on("error", onError);
      queues.set(partition, queue);
    }
    return queue;
  };

  return {
    emit<E extends keyof import("#lib/protocol/live.ts").ServerEvents>(
      room: string,
      event: E,
      message: Message<E>,
      options?: { volatile?: boolean },
    ) {
      const target = options?.volatile ? emitter.to(room).volatile : emitter.to(room);
      target.emit(event, message);
    },
    place(from, into) {
      emitter.in(from).socketsJoin(into);
    },
    async enqueue(runs: QueuedRun[]) {
      await Promise.all(runs.map((run) => enqueueRun(queueOf(run.partition), run)));
    },
    control(message: Control) {
      redis.publish(CONTROL_CHANNEL, JSON.stringify(message)).catch(onError);
    },
    async onControl(listener) {
      const subscriber = openRedis(url, onError);
      subscriber.on("message", (_channel, text) => {
        const parsed = ControlMessage.safeParse(parseJson(text));
        if (parsed.success) listener(parsed.data);
      });
      await subscriber.subscribe(CONTROL_CHANNEL);
      return async () => subscriber.disconnect();
    },
    async markWatched(documentIds) {
      if (documentIds.length === 0) return;
      const pipeline = redis.pipeline();
      for (const id of documentIds) pipeline.set(watchedKey(id), "1", "EX", WATCHED_SECONDS);
      await pipeline.exec();
    },
    async watched(documentIds) {
      if (documentIds.length === 0) return new Set();
      const marks = await redis.mget(documentIds.map(watchedKey));
      return new Set(documentIds.filter((_, index) => marks[index] !== null));
    },
    async setPresence(workspaceId, bySocket) {
      const key = presenceKey(workspaceId);
      const at = Date.now();
      const here = [...bySocket].flatMap(([id, presence]) => (presence ? [id, JSON.stringify({ at, presence })] : []));
      const gone = [...bySocket].flatMap(([id, presence]) => (presence ? [] : [id]));
      const pipeline = redis.pipeline();
      if (here.length > 0) pipeline.hset(key, ...here);
      if (gone.length > 0) pipeline.hdel(key, ...gone);
      await pipeline.exec();
    },
    async presence(workspaceId) {
      const stored = await redis.hgetall(presenceKey(workspaceId));
      const oldest = Date.now() - PRESENCE_MS;
      const here: Presence[] = [];
      const expired: string[] = [];
      for (const [socketId, text] of Object.entries(stored)) {
        const entry = StoredPresence.safeParse(parseJson(text));
        if (entry.success && entry.data.at >= oldest) here.push(entry.data.presence);
        else expired.push(socketId);
      }
      if (expired.length > 0) redis.hdel(presenceKey(workspaceId), ...expired).catch(onError);
      return here;
    },
    count(name) {
      redis.hincrby(COUNTS_KEY, name, 1).catch(onError);
    },
    async counts() {
      const stored = await redis.hgetall(COUNTS_KEY);
      return Object.fromEntries(countedNames.map((name) => [name, Number(stored[name]) || 0])) as Record<
        Counted,
        number
      >;
    },
    async close() {
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
      redis.disconnect();
    },
  };
}

/** One job per document: a second one waits its turn, and the last always runs (proven within one queue). */
async function enqueueRun(queue: Queue, run: QueuedRun): Promise<void> {
  // Never reused: a queue silently refuses the id of a job that it still keeps.
  const jobId = crypto.randomUUID();
  const job = await queue.add(
    "run",
    { documentId: run.documentId },
    {
      jobId,
      ...(run.priority > 0 ? { priority: run.priority } : {}),
      deduplication: { id: run.documentId, keepLastIfActive: true },
      removeOnComplete: true,
      removeOnFail: true,
    },
  );
  // Deduplication keeps the waiting job as it is; what somebody looks at by now has to move up.
  if (job.id !== jobId && job.id && (job.priority ?? 0) > run.priority) {
    await job.changePriority({ priority: run.priority }).catch(() => undefined);
  }
}

const watchedKey = (documentId: string) => `pinlight:watched:${documentId}`;
const presenceKey = (workspaceId: string) => `pinlight:presence:${workspaceId}`;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
