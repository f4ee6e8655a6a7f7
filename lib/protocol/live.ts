// What browsers and the gateway say to each other over Socket.IO. docs/protocol.md numbers the rules.
import { z } from "zod";
import { PlannedBlock, Reason } from "./block.ts";
import { Element } from "./element.ts";
import type { WireError } from "./error.ts";
import { BlockId, FilePath, RevisionNumber, RunNumber, Seq, ViewerId, WorkspaceSlug } from "./ids.ts";

// ---- shared pieces ----

export const Role = z.enum(["viewer", "editor", "owner"]);
export type Role = z.infer<typeof Role>;

/** The state of a document's newest run, or that it has none. */
export const DocumentStatus = z.enum([
  "never-run",
  "queued",
  "running",
  "ok",
  "failed",
  "cancelled",
  "superseded",
  "removed",
]);
export type DocumentStatus = z.infer<typeof DocumentStatus>;

export const TreeEntry = z.object({
  path: FilePath,
  kind: z.enum(["document", "file"]),
  status: DocumentStatus.nullable(),
});
export type TreeEntry = z.infer<typeof TreeEntry>;

export const Presence = z.object({
  viewer: z.object({ id: ViewerId, name: z.string() }),
  path: FilePath.nullable(),
  block: BlockId.nullish(),
});
export type Presence = z.infer<typeof Presence>;

export const Preferences = z.record(z.string().max(50), z.json());
export type Preferences = z.infer<typeof Preferences>;

/** `audit`: an audit found results that a fresh run does not give. */
export const Cause = z.enum(["edit", "dependency", "load", "retry", "audit"]);
export type Cause = z.infer<typeof Cause>;

export const AgentStatus = z.object({ name: z.string(), online: z.boolean(), since: z.string() });
export type AgentStatus = z.infer<typeof AgentStatus>;

export const By = z.object({ kind: z.enum(["agent", "git", "webhook", "api"]), name: z.string() });

/** Milliseconds that each stage took; `saved` counts from the agent's first notice. */
export const Timings = z.record(z.string().max(40), z.number());

// ---- server → client ----

export const FileChanged = z.object({
  path: FilePath,
  revision: RevisionNumber,
  change: z.enum(["added", "modified", "removed", "renamed"]),
  from: FilePath.optional(),
  batch: z.object({ size: z.int(), documents: z.int() }),
  by: By,
});
export type FileChanged = z.infer<typeof FileChanged>;

export const TreeChanged = z.object({
  revision: RevisionNumber,
  added: z.array(TreeEntry),
  removed: z.array(FilePath),
  renamed: z.array(z.object({ from: FilePath, to: FilePath })),
  status: z.record(z.string(), DocumentStatus),
});
export type TreeChanged = z.infer<typeof TreeChanged>;

/** `source`, `prose` and `pieces` are there only where `hash` is new since the document's previous run-start. */
export const StartedBlock = PlannedBlock.extend({
  source: z.string().optional(),
  pieces: PlannedBlock.shape.pieces.optional(),
  /** Of the result that the block has now, for a kept block: what the view must hold. */
  digest: z.string().optional(),
});
export type StartedBlock = z.infer<typeof StartedBlock>;

export const RunStart = z.object({
  file: FilePath,
  run: RunNumber,
  revision: RevisionNumber,
  seq: Seq,
  cause: Cause,
  startedAt: z.number(),
  blocks: z.array(StartedBlock),
  /** Predicted to run. A result shows that a block ran, run-end's `kept` that one did not have to. */
  dirty: z.array(BlockId),
  reasons: z.record(z.string(), Reason),
  replay: z.boolean().optional(),
});
export type RunStart = z.infer<typeof RunStart>;

export const BlockOutput = z.object({
  file: FilePath,
  run: RunNumber,
  block: BlockId,
  stream: z.enum(["stdout", "stderr", "display"]),
  text: z.string().optional(),
  element: Element.optional(),
  /**
   * The offset of `text` in what the block has streamed so far in this run, in UTF-16 units over all streams. 0 after
   * more has been streamed, or with an empty text: the block was started again, what it streamed before is void.
   */
  n: z.int(),
});
export type BlockOutput = z.infer<typeof BlockOutput>;

export const BlockResult = z.object({
  file: FilePath,
  block: BlockId,
  run: RunNumber,
  seq: Seq,
  ordinal: z.int(),
  ok: z.boolean(),
  elements: z.array(Element),
  digest: z.string(),
  elapsedMs: z.number(),
  /** The elements are the same as those of the block's result before. */
  unchanged: z.boolean().optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
  /** Why the block ran: where the run's `reasons` do not say so, and in a replay of the current run's results. */
  reason: Reason.optional(),
  replay: z.boolean().optional(),
});
export type BlockResult = z.infer<typeof BlockResult>;

export const RunError = z.object({
  code: z.enum([
    "kernel-died",
    "timeout",
    "out-of-memory",
    "sandbox",
    "output-limit",
    "exited",
    "too-large",
    "internal",
  ]),
  message: z.string(),
  hint: z.string(),
  block: BlockId.optional(),
});
export type RunError = z.infer<typeof RunError>;

export const RunStatus = z.enum(["ok", "failed", "cancelled", "superseded"]);
export const RunEnd = z.object({
  file: FilePath,
  run: RunNumber,
  seq: Seq,
  status: RunStatus,
  error: RunError.nullable(),
  timings: Timings,
  /** Blocks of `dirty` that did not have to run: they keep their results. */
  kept: z.record(z.string(), Reason).optional(),
  replay: z.boolean().optional(),
});
export type RunEnd = z.infer<typeof RunEnd>;

export const Head = z.object({ revision: RevisionNumber, documents: z.record(z.string(), Seq) });
export const PinChanged = z.object({ path: FilePath.nullable() });
/** `others`: how many more are here than are listed. */
export const PresenceChanged = z.object({ here: z.array(Presence), others: z.int().optional() });
/** This gateway ends: its sockets are closed after this message, and each comes back after its own `inMs`. */
export const Leaving = z.object({ inMs: z.int().min(0) });
export const AccessChanged = z.object({ role: Role.nullable(), message: z.string() });

export const serverEvents = {
  "file-changed": FileChanged,
  "tree-changed": TreeChanged,
  "run-start": RunStart,
  "block-output": BlockOutput,
  "block-result": BlockResult,
  "run-end": RunEnd,
  head: Head,
  "pin-changed": PinChanged,
  presence: PresenceChanged,
  "access-changed": AccessChanged,
  "agent-status": AgentStatus,
  leaving: Leaving,
} as const;

// ---- client → server: payload and what an acknowledgement with ok: true adds ----

/** `follows`: see the event `follow`. */
export const JoinRequest = z.object({
  workspace: WorkspaceSlug,
  since: RevisionNumber.optional(),
  follows: z.boolean().optional(),
});
export const JoinAnswer = z.object({
  epoch: z.string(),
  role: Role,
  viewer: z.object({ id: ViewerId, name: z.string() }),
  pin: FilePath.nullable(),
  preferences: Preferences,
  head: RevisionNumber,
  /** All entries; with `since` and without `reset`: those added or changed since, and `removed`. */
  tree: z.array(TreeEntry),
  removed: z.array(FilePath).default([]),
  reset: z.boolean().optional(),
  /** Documents changed since `since`, oldest change first; without `since`, the last changed one alone. */
  changed: z.array(FilePath),
  here: z.array(Presence),
  others: z.int().optional(),
  agents: z.array(AgentStatus),
  /** Over how long this gateway's viewers should come back when they lose it, in ms. */
  spreadMs: z.int().optional(),
});
export type JoinAnswer = z.infer<typeof JoinAnswer>;

export const LoadRequest = z.object({
  path: FilePath,
  clientRun: RunNumber,
  since: Seq.optional(),
  epoch: z.string().optional(),
});
export const LoadAnswer = z.object({
  file: FilePath,
  run: RunNumber,
  seq: Seq,
  revision: RevisionNumber,
  status: DocumentStatus,
});
export type LoadAnswer = z.infer<typeof LoadAnswer>;

export const clientEvents = {
  join: { request: JoinRequest, answer: JoinAnswer },
  "request-load": { request: LoadRequest, answer: LoadAnswer },
  /** Whether this socket is to be in a changed document's room before the results come. It says no more than that. */
  follow: { request: z.object({ follows: z.boolean() }), answer: z.object({}) },
  "unwatch-file": { request: z.object({ path: FilePath }), answer: z.object({}) },
  "set-pin": { request: z.object({ path: FilePath.nullable() }), answer: z.object({ pin: FilePath.nullable() }) },
  "cancel-run": { request: z.object({ path: FilePath, run: RunNumber }), answer: z.object({ cancelled: z.boolean() }) },
  presence: { request: z.object({ path: FilePath.nullable(), block: BlockId.nullish() }), answer: z.object({}) },
} as const;

// ---- derived types ----

export type ServerEvents = { [E in keyof typeof serverEvents]: (message: z.infer<(typeof serverEvents)[E]>) => void };
export type ServerEventName = keyof typeof serverEvents;
export type ClientEventName = keyof typeof clientEvents;
export type Request<E extends ClientEventName> = z.infer<(typeof clientEvents)[E]["request"]>;
export type Answer<E extends ClientEventName> = z.infer<(typeof clientEvents)[E]["answer"]>;
export type Ack<T> = ({ ok: true } & T) | { ok: false; error: WireError };
export type ClientEvents = {
  [E in ClientEventName]: (
    request: z.input<(typeof clientEvents)[E]["request"]>,
    ack: (answer: Ack<Answer<E>>) => void,
  ) => void;
};

/** The durable messages of one document: they carry its `seq` and are folded by the reducer. */
export type DocumentMessage =
  | { type: "run-start"; message: RunStart }
  | { type: "block-output"; message: BlockOutput }
  | { type: "block-result"; message: BlockResult }
  | { type: "run-end"; message: RunEnd };

/** Socket.IO rooms. */
export const rooms = {
  workspace: (id: string) => `workspace:${id}`,
  /** The same sockets, for who is here: what changes nothing is not published in the workspace's own room. */
  people: (id: string) => `people:${id}`,
  /** Those who follow what changes: they are put into a changed document's room. */
  followers: (id: string) => `followers:${id}`,
  document: (id: string) => `document:${id}`,
  viewer: (id: string) => `viewer:${id}`,
};
