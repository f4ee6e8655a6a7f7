// Frames between a runner and the executor: u32be header length, u32be body length, JSON header, raw body.
// User code may forge frames from its own process: each is parsed here and can affect its own document only.
import { z } from "zod";
import { PlannedBlock, Reason } from "./block.ts";
import { BundleValue } from "./element.ts";
import { BlockId, FilePath } from "./ids.ts";
import { limits } from "./limits.ts";

const kernel = z.string().min(1).max(64);
const run = z.int().min(0);

export const ToExecutor = z.discriminatedUnion("type", [
  z.object({ type: z.literal("write"), path: FilePath, delete: z.boolean().optional() }),
  z.object({ type: z.literal("open"), kernel, path: FilePath }),
  z.object({
    type: z.literal("run"),
    kernel,
    run,
    path: FilePath,
    changed: z.array(FilePath),
    sourceBytes: z.int().min(0),
  }),
  z.object({ type: z.literal("interrupt"), kernel, run, mode: z.enum(["now", "after-block"]) }),
  z.object({ type: z.literal("kill"), kernel }),
  z.object({ type: z.literal("ping"), n: z.int() }),
  z.object({ type: z.literal("shutdown") }),
]);
export type ToExecutor = z.input<typeof ToExecutor>;

export const FromExecutor = z.discriminatedUnion("type", [
  z.object({ type: z.literal("hello"), protocol: z.int(), python: z.string(), pid: z.int() }),
  z.object({ type: z.literal("pong"), n: z.int() }),
  z.object({ type: z.literal("opened"), kernel, pid: z.int() }),
  z.object({ type: z.literal("plan"), kernel, run }),
  z.object({ type: z.literal("block-start"), kernel, run, block: BlockId }),
  z.object({ type: z.literal("output"), kernel, run, block: BlockId, stream: z.enum(["stdout", "stderr"]) }),
  z.object({
    type: z.literal("display"),
    kernel,
    run,
    block: BlockId,
    kind: z.enum(["display", "result", "error"]),
    /** The name under which a later display of the block may take its place. */
    id: z.string().max(200).optional(),
    /** Takes the place of the block's displays of that name; without any, it is shown as one of that name. */
    update: z.string().max(200).optional(),
    /** How many bytes at the body's end are a table's columns: before them, the bundle. */
    payload: z.int().min(0).max(limits.frameBodyBytes).optional(),
  }),
  /** What the block has shown so far is void. */
  z.object({ type: z.literal("clear"), kernel, run, block: BlockId }),
  z.object({
    type: z.literal("block-end"),
    kernel,
    run,
    block: BlockId,
    ok: z.boolean(),
    elapsedMs: z.number().min(0),
  }),
  z.object({
    type: z.literal("run-end"),
    kernel,
    run,
    status: z.enum(["ok", "failed", "exited", "interrupted", "stopped"]),
    exitCode: z.int().optional(),
    block: BlockId.optional(),
    message: z.string().max(4000).optional(),
  }),
  z.object({ type: z.literal("audit"), kernel, run }),
  z.object({
    type: z.literal("log"),
    level: z.string().max(20),
    text: z.string().max(10_000),
    kernel: kernel.optional(),
  }),
  z.object({
    type: z.literal("exit"),
    kernel,
    code: z.int().nullable(),
    signal: z.union([z.int(), z.string()]).nullable(),
    reason: z.string().max(4000).optional(),
  }),
]);
export type FromExecutor = z.infer<typeof FromExecutor>;

/** Bodies of frames whose body is JSON. The plan is a prediction: what really ran, and why, is told as it happens. */
export const PlanBody = z.object({
  blocks: z.array(PlannedBlock).max(limits.blocks),
  dirty: z.array(BlockId),
  reasons: z.record(z.string(), Reason),
});
export type PlanBody = z.infer<typeof PlanBody>;
export const DisplayBody = z.record(z.string().max(200), BundleValue);
/** An empty body says as much as `{}`: the plan's reason stands. */
export const BlockStartBody = z.object({ reason: Reason.optional() });
export const RunEndBody = z.object({
  reads: z.array(z.string()).max(10_000),
  imports: z.array(z.string()).max(10_000),
  /** Blocks that the plan called dirty and that did not have to run, each with why. */
  kept: z.record(BlockId, Reason).optional(),
});
/** What an idle kernel found when it compared what is shown with a fresh run of the same text; null: nothing to tell. */
export const AuditBody = z
  .object({
    ok: z.boolean(),
    differs: z.array(BlockId).max(limits.blocks),
    /** Differ from one fresh run to the next: no fault. */
    volatile: z.array(BlockId).max(limits.blocks),
    report: z.string().max(limits.auditReportChars),
  })
  .nullable();
export type AuditBody = z.infer<typeof AuditBody>;
export const PriorBody = z.object({ prior: z.array(z.object({ id: BlockId, source: z.string() })) });
