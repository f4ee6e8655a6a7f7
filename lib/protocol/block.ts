// A document's blocks as the executor plans them and as `run-start` carries them.
import { z } from "zod";
import { BlockId } from "./ids.ts";

export const Visible = z.enum(["code", "statements", "prose", "visuals"]);
export type Visible = z.infer<typeof Visible>;

/** Prose and code of one block in their order. `line` is the file's own, from 1; `shows`: the displayed expression. */
export const Piece = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("prose"), text: z.string() }),
  z.object({ kind: z.literal("code"), text: z.string(), line: z.int().min(1), shows: z.boolean().default(false) }),
]);
export type Piece = z.infer<typeof Piece>;

export const BlockKind = z.enum(["code", "prose"]);

export const PlannedBlock = z.object({
  id: BlockId,
  ordinal: z.int().min(1),
  kind: BlockKind,
  /** Of the block's whole text: equal hash, equal source and prose. */
  hash: z.string().max(64),
  line: z.int().min(1),
  source: z.string(),
  prose: z.string().optional(),
  title: z.string().optional(),
  pieces: z.array(Piece),
  /** What the document's pragmas hide of this block; a viewer's own toggle stands above it. */
  hide: z.array(Visible).default([]),
  evaluated: z.boolean().default(true),
  timeoutS: z.number().positive().optional(),
  warnings: z.array(z.string()).default([]),
});
export type PlannedBlock = z.infer<typeof PlannedBlock>;

export const ReasonCode = z.enum([
  "first-run",
  "source-changed",
  "after-changed",
  "module-changed",
  "file-changed",
  "input-changed",
  "state-changed",
  "fresh-run",
  "always-run",
  "set-back",
  "kept",
  // Told again with its error's present lines; its code did not run.
  "lines-moved",
  "prose",
  "not-evaluated",
]);
export const Reason = z.object({ code: ReasonCode, text: z.string().max(2000) });
export type Reason = z.infer<typeof Reason>;
