// What processes tell each other at once, over Redis. All of it may be lost at any moment: Postgres decides,
// and whoever missed a nudge finds the work or the state there (law 2).
import type { RunJob } from "#lib/protocol/job.ts";
import type { Presence, ServerEventName, ServerEvents } from "#lib/protocol/live.ts";

export type Message<E extends ServerEventName> = Parameters<ServerEvents[E]>[0];

/** To runners: look at this document's row now. */
export type Control = { type: "superseded" | "cancel"; documentId: string };

export type QueuedRun = RunJob & { partition: number; priority: number };

/** What is counted over all processes, for whoever watches the installation. */
export const countedNames = ["runs:ok", "runs:failed", "runs:other", "audits:same", "audits:differ"] as const;
export type Counted = (typeof countedNames)[number];

export interface Nudges {
  /** To every socket in the room, on all gateways. `volatile`: slow sockets may miss it. */
  emit<E extends ServerEventName>(room: string, event: E, message: Message<E>, options?: { volatile?: boolean }): void;
  /** Puts every socket of one room into another one, too. */
  place(from: string, into: string): void;
  /** Settles when the jobs are queued; callers that must not wait for Redis leave it be. */
  enqueue(runs: QueuedRun[]): Promise<void>;
  control(message: Control): void;
  /** Returns a function that stops listening. */
  onControl(listener: (message: Control) => void): Promise<() => Promise<void>>;
  /** Marks documents as looked at for the next seconds. */
  markWatched(documentIds: string[]): Promise<void>;
  watched(documentIds: string[]): Promise<Set<string>>;
  /** Null: not here any more. */
  setPresence(workspaceId: string, bySocket: ReadonlyMap<string, Presence | null>): Promise<void>;
  /** One entry a viewer and tab, expired ones left out. */
  presence(workspaceId: string): Promise<Presence[]>;
  /** One more. Never waited for, and lost with Redis, as counters may be. */
  count(name: Counted): void;
  /** Since Redis was last empty. */
  counts(): Promise<Record<Counted, number>>;
  close(): Promise<void>;
}
