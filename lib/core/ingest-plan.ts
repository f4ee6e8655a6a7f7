// What a commit does to the head, decided path by path (rule A3): the same content is no change; a head that the writer
// had seen is replaced; any other head is replaced too, and the revision that loses its place is named, so that both
// sides can be shown. Nothing is refused for being late. Refused are only trees that could not exist on every machine
// (A5). Pure: the caller reads the head under its lock, asks here, and writes what is planned.
import type { Change } from "#lib/protocol/agent.ts";
import type { FilePath, Sha256 } from "#lib/protocol/ids.ts";
import type { FileChanged } from "#lib/protocol/live.ts";
import { ignoredBecause } from "./ignored-paths.ts";
import { isDocument } from "./is-document.ts";
import { pairRenames } from "./pair-renames.ts";
import { collisions } from "./path-collisions.ts";

/** A path's present file and the revision that wrote it. */
export type HeadFile = { sha256: Sha256; mode: number; revision: number };

/** `removals`: for paths that are not at the head, the revision that removed them, where the caller knows it. */
export type CommitInput = {
  changes: readonly Change[];
  head: ReadonlyMap<FilePath, HeadFile>;
  /** Every path at the head. Needed only when `addsPaths` says so: an ordinary save never reads the whole tree. */
  paths: Iterable<FilePath>;
  removals?: ReadonlyMap<FilePath, number>;
};

export type Verdict = "same" | "apply" | "overlap";

export type AppliedChange = {
  path: FilePath;
  before: HeadFile | null;
  after: { sha256: Sha256; mode: number } | null;
  /** The revision whose save of this path the writer had not seen. */
  overwrote: number | null;
  from: FilePath | null;
};

/** What the live message says of one path; `from` only where it was renamed. */
export type FileEvent = Pick<FileChanged, "path" | "change" | "from">;

export type CommitFault = { path: FilePath; fault: string };

export type CommitPlan = {
  verdicts: Map<FilePath, Verdict>;
  /** What to write. Empty: nothing differs from the head, and there is no revision to make. */
  applied: AppliedChange[];
  events: FileEvent[];
  /** How many paths the events name, and how many of them are documents that one could go and look at. */
  batch: FileChanged["batch"];
};

export type CommitDecision = { ok: true; plan: CommitPlan } | { ok: false; faults: CommitFault[] };

/** Whether any change brings a path that the head lacks: only then can paths collide. */
export function addsPaths(changes: readonly Change[], head: ReadonlyMap<FilePath, HeadFile>): boolean {
  return changes.some((change) => change.op === "put" && !head.has(change.path));
}

/** Decides the whole commit, or names every path for which it is refused and why. */
export function planCommit(input: CommitInput): CommitDecision {
  const faults = [...unfitPaths(input.changes), ...collidingPaths(input)];
  if (faults.length > 0) return { ok: false, faults };
  const verdicts = new Map(input.changes.map((change) => [change.path, verdict(input, change)]));
  const applied = input.changes.filter((change) => verdicts.get(change.path) !== "same");
  const planned = applied.map((change) => appliedChange(input, change, verdicts.get(change.path) === "overlap"));
  const renames = pairRenames(planned, declaredRenames(applied));
  const named = planned.map((change) => ({ ...change, from: renames.get(change.path) ?? null }));
  const events = fileEvents(named);
  const documents = events.filter((event) => event.change !== "removed" && isDocument(event.path)).length;
  return { ok: true, plan: { verdicts, applied: named, events, batch: { size: events.length, documents } } };
}

function verdict({ head, removals }: CommitInput, change: Change): Verdict {
  const present = head.get(change.path);
  if (change.op === "delete") {
    if (!present) return "same";
    return present.sha256 === change.base ? "apply" : "overlap";
  }
  if (!present) return change.base !== null && removals?.has(change.path) ? "overlap" : "apply";
  if (present.sha256 === change.sha256) return present.mode === change.mode ? "same" : "apply";
  return present.sha256 === change.base ? "apply" : "overlap";
}

function appliedChange({ head, removals }: CommitInput, change: Change, overlaps: boolean): AppliedChange {
  const before = head.get(change.path) ?? null;
  const unseen = before?.revision ?? removals?.get(change.path) ?? null;
  return {
    path: change.path,
    before,
    after: change.op === "put" ? { sha256: change.sha256, mode: change.mode } : null,
    overwrote: overlaps ? unseen : null,
    from: null,
  };
}

function declaredRenames(changes: readonly Change[]): Map<FilePath, FilePath> {
  return new Map(changes.flatMap((change) => (change.op === "put" && change.from ? [[change.path, change.from]] : [])));
}

function fileEvents(applied: AppliedChange[]): FileEvent[] {
  const renamedAway = new Set(applied.map((change) => change.from));
  return applied.flatMap((change): FileEvent[] => {
    const { path, before, after, from } = change;
    if (after === null) return renamedAway.has(path) ? [] : [{ path, change: "removed" }];
    if (from !== null) return [{ path, change: "renamed", from }];
    if (before === null) return [{ path, change: "added" }];
    // A new mode alone shows nobody anything new.
    return before.sha256 === after.sha256 ? [] : [{ path, change: "modified" }];
  });
}

function unfitPaths(changes: readonly Change[]): CommitFault[] {
  const seen = new Set<FilePath>();
  return changes.flatMap(({ path, op }) => {
    const twice = seen.has(path);
    seen.add(path);
    if (twice) return [{ path, fault: "is named twice in this commit" }];
    const reason = op === "put" ? ignoredBecause(path) : null;
    return reason ? [{ path, fault: `never enters a workspace (${reason})` }] : [];
  });
}

function collidingPaths({ changes, head, paths }: CommitInput): CommitFault[] {
  if (!addsPaths(changes, head)) return [];
  const tree = new Set(paths);
  for (const change of changes) if (change.op === "delete") tree.delete(change.path);
  for (const change of changes) if (change.op === "put") tree.add(change.path);
  const added = changes.filter((change) => change.op === "put" && !head.has(change.path)).map((change) => change.path);
  return collisions(added, tree);
}
