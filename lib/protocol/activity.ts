// What the activity page asks for over HTTP: the newest revisions of a workspace, and the runs that followed from each.
import { z } from "zod";
import { FilePath, RevisionNumber, RunNumber, WorkspaceSlug } from "./ids.ts";
import { Cause, Timings } from "./live.ts";

/** A revision or run that somebody asks for: what the database can count. */
export const AskedNumber = z.coerce.number().int().min(1).max(2_147_483_647);

/** `GET /api/activity`. `before`: only revisions below it. */
export const ActivityQuery = z.object({
  w: WorkspaceSlug,
  before: AskedNumber.optional(),
  file: FilePath.optional(),
  words: z.string().max(200).optional(),
});

const RunOf = z.object({
  number: RunNumber,
  path: FilePath,
  status: z.enum(["claimed", "running", "ok", "failed", "cancelled", "superseded"]),
  cause: Cause,
  /** Its plan is known: what it showed can be looked at again. */
  isKnown: z.boolean(),
  /** Unix ms. */
  at: z.number(),
  tookMs: z.number().nullable(),
  timings: Timings,
  /** A letter for each block of code, in order: r ran, f failed, k was kept, q was to run and has not. */
  cells: z.string(),
});
export type ActivityRun = z.infer<typeof RunOf>;

const RevisionOf = z.object({
  number: RevisionNumber,
  origin: z.enum(["agent", "git", "webhook", "api"]),
  byName: z.string(),
  message: z.string().nullable(),
  /** Unix ms. */
  at: z.number(),
  fileCount: z.int(),
  /** The first of them, by path. */
  files: z.array(
    z.object({
      path: FilePath,
      change: z.enum(["added", "modified", "removed", "renamed"]),
      from: FilePath.nullable(),
    }),
  ),
  /** The newest first. */
  runs: z.array(RunOf),
  runCount: z.int(),
});
export type ActivityRevision = z.infer<typeof RevisionOf>;

export const Activity = z.object({ revisions: z.array(RevisionOf), more: z.boolean() });
export type Activity = z.infer<typeof Activity>;

/** A run among its document's others, and the revision that it was for. Times in Unix ms. */
export type PastRun = {
  run: number;
  at: number;
  /** The document's last run before it, and its first one after it, of which something is known. */
  before: number | null;
  after: number | null;
  revision: number;
  by: string;
  message: string | null;
  savedAt: number;
};
