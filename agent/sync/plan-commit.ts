// What to send: the folder against what this agent last had acknowledged, path by path. A file that is as it was
// acknowledged is never sent, so that what others changed meanwhile stays; a file that is as it stands at the head needs
// only to be noted; what was never acknowledged is never deleted (A4). Pure.
import type { AppliedChange } from "#lib/core/ingest-plan.ts";
import { pairRenames } from "#lib/core/pair-renames.ts";
import { collisions } from "#lib/core/path-collisions.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { FileState } from "./read-local-file.ts";

export type PlanInput = {
  /** The paths to judge. */
  paths: Iterable<FilePath>;
  local: ReadonlyMap<FilePath, FileState>;
  /** Each path as this agent last had it acknowledged. */
  acknowledged: ReadonlyMap<FilePath, FileState>;
  /** The server's newest tree, as far as this agent knows. */
  head: ReadonlyMap<FilePath, FileState>;
  /** Paths that cannot be read now: neither changed nor deleted. */
  held: ReadonlySet<FilePath>;
  /** Contents that the server refused under this path; they are not offered again. */
  refused: ReadonlyMap<FilePath, string>;
  /** Some files may or may not be deleted: additions wait, for together they may be renames; so does a batch. */
  isInDoubt: boolean;
};

export type PlannedPut = {
  op: "put";
  path: FilePath;
  state: FileState;
  base: FileState["sha256"] | null;
  from?: FilePath;
};
export type PlannedDelete = { op: "delete"; path: FilePath; base: FileState["sha256"] | null };
export type PlannedChange = PlannedPut | PlannedDelete;

export type CommitPlan = {
  changes: PlannedChange[];
  /** Local and head agree: acknowledged without a commit. */
  agreed: FilePath[];
  /** Judge these again once the deletions are certain. */
  waiting: FilePath[];
  /** Never sent, because they could not stand beside another path on every machine (A5). */
  collided: { path: FilePath; fault: string }[];
  /** How many files would be lost: deletions that are not half of a rename. */
  lost: number;
};

export function planCommit(input: PlanInput): CommitPlan {
  const { local, acknowledged, head } = input;
  const plan: CommitPlan = { changes: [], agreed: [], waiting: [], collided: [], lost: 0 };
  const paths = new Set(input.paths);
  for (const path of paths) {
    if (input.held.has(path)) continue;
    const [mine, base, theirs] = [local.get(path), acknowledged.get(path), head.get(path)];
    if (isSame(mine, theirs)) {
      if (!isSame(mine, base)) plan.agreed.push(path);
    } else if (isSame(mine, base)) {
      // Others changed it; here nothing happened since.
    } else if (!mine) {
      // One by one, the halves of renames would count as losses.
      if (input.isInDoubt && paths.size > 1) plan.waiting.push(path);
      else plan.changes.push({ op: "delete", path, base: base?.sha256 ?? null });
    } else if (input.refused.get(path) !== mine.sha256) {
      if (input.isInDoubt && (!theirs || paths.size > 1)) plan.waiting.push(path);
      else plan.changes.push({ op: "put", path, state: mine, base: base?.sha256 ?? null });
    }
  }
  return withoutCollisions(withRenames(plan, input), head);
}

function withRenames(plan: CommitPlan, { head }: PlanInput): CommitPlan {
  const renames = pairRenames(
    plan.changes.map((change) => asApplied(change, head)),
    new Map(),
  );
  const lost = plan.changes.filter((change) => change.op === "delete").length - renames.size;
  const changes = plan.changes.map((change) => {
    const from = change.op === "put" ? renames.get(change.path) : undefined;
    return from === undefined ? change : { ...change, from };
  });
  return { ...plan, changes, lost };
}

function asApplied(change: PlannedChange, head: PlanInput["head"]): AppliedChange {
  const theirs = head.get(change.path);
  const before = theirs ? { ...theirs, revision: 0 } : null;
  return { path: change.path, before, after: change.op === "put" ? change.state : null, overwrote: null, from: null };
}

function withoutCollisions(plan: CommitPlan, head: PlanInput["head"]): CommitPlan {
  const added = plan.changes.filter((change) => change.op === "put" && !head.has(change.path)).map(({ path }) => path);
  if (added.length === 0) return plan;
  const tree = new Set(head.keys());
  for (const change of plan.changes) if (change.op === "delete") tree.delete(change.path);
  for (const path of added) tree.add(path);
  const collided = collisions(added, tree);
  if (collided.length === 0) return plan;
  const out = new Set(collided.map(({ path }) => path));
  return { ...plan, collided, changes: plan.changes.filter(({ path }) => !out.has(path)) };
}

function isSame(one: FileState | undefined, other: FileState | undefined): boolean {
  return one?.sha256 === other?.sha256 && one?.mode === other?.mode;
}
