// Every change enters here, whoever sends it: decided against the head, written as one revision in one statement, then
// told. The head may move between reading and writing: then nothing was written, and it is decided anew (A3).
import { randomInt } from "node:crypto";
import { type AppliedChange, type CommitPlan, planCommit } from "#lib/core/ingest-plan.ts";
import { addToRoot, removeFromRoot, rootText } from "#lib/core/tree-root.ts";
import { AppError } from "#lib/errors.ts";
import type { Change, CommitAnswer } from "#lib/protocol/agent.ts";
import { limits } from "#lib/protocol/limits.ts";
import type { ServiceContext } from "../service-context.ts";
import { announceRevision } from "./announce-revision.ts";
import { type Contents, gatherContents } from "./gather-contents.ts";
import { type HeadState, readHeadState } from "./read-head-state.ts";
import { digest } from "./read-manifest.ts";
import { type WrittenDocument, writeRevision } from "./write-revision.ts";

export type Writer = { kind: "agent" | "git" | "webhook" | "api"; name: string; tokenId: string | null };
export type IngestCommitInput = {
  workspaceId: string;
  origin: Writer;
  /** Unique in the workspace: repeating a commit under it returns the same answer (A1). */
  idempotencyKey: string;
  changes: Change[];
  message: string | null;
  noticedAt: Date | null;
};

const ATTEMPTS = 50;

/** The answer means durable. A commit that changes nothing at the head makes no revision. */
export async function ingestCommit(ctx: ServiceContext, input: IngestCommitInput): Promise<CommitAnswer> {
  const contents = gatherContents(input.changes);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const done = await attemptCommit(ctx, input, contents);
    if (done) return done;
    // Writers who met once must not meet again at the same moment.
    await new Promise((resolve) => setTimeout(resolve, randomInt(1, 5 + attempt * 2)));
  }
  throw new AppError("unavailable", "Too many writers at once. Nothing was lost; send the commit again.");
}

async function attemptCommit(
  ctx: ServiceContext,
  input: IngestCommitInput,
  contents: Contents,
): Promise<CommitAnswer | null> {
  const { workspaceId, changes } = input;
  const state = await readHeadState(ctx, { workspaceId, changes, idempotencyKey: input.idempotencyKey, contents });
  if (state.answered) return state.answered;
  const plan = decide(input, state);
  if (plan.applied.length === 0) return { revision: state.revision, applied: 0, root: state.root, overwrote: [] };
  const root = newRoot(state.root, plan.applied);
  const totals = newTotals(state, plan.applied);
  const number = state.revision + 1;
  const overwrote = plan.applied.flatMap(({ path, overwrote: revision }) =>
    revision === null ? [] : [{ path, revision }],
  );
  const answer: CommitAnswer = { revision: number, applied: plan.applied.length, root, overwrote };
  const documents = await writeRevision(ctx, {
    ...input,
    number,
    root,
    totals,
    answer,
    applied: plan.applied,
    contents,
    sizes: state.sizes,
  });
  if (!documents) return null;
  announce(ctx, input, state, plan, number, documents);
  return answer;
}

function decide(input: IngestCommitInput, state: HeadState): CommitPlan {
  const { changes } = input;
  for (const change of changes) {
    if (change.op === "put" && !state.sizes.has(change.sha256)) {
      throw new AppError(
        "unprocessable",
        `The content of ${change.path} (${change.sha256}) was not sent. Upload it, then commit again.`,
      );
    }
  }
  const { head, paths, removals } = state;
  const decision = planCommit({ changes, head, paths, removals });
  if (decision.ok) return decision.plan;
  const faults = decision.faults.slice(0, 5).map(({ path, fault }) => `${path} ${fault}`);
  throw new AppError("unprocessable", `Nothing was taken: ${faults.join("; ")}.`);
}

function newRoot(root: string, applied: AppliedChange[]): string {
  return applied.reduce((sum, { path, before, after }) => {
    const without = before ? removeFromRoot(sum, digest(rootText(path, before.sha256))) : sum;
    return after ? addToRoot(without, digest(rootText(path, after.sha256))) : without;
  }, root);
}

function newTotals(state: HeadState, applied: AppliedChange[]): { files: number; bytes: number } {
  const totals = { files: state.files, bytes: state.bytes };
  for (const { before, after } of applied) {
    totals.files += (after ? 1 : 0) - (before ? 1 : 0);
    totals.bytes +=
      (after ? (state.sizes.get(after.sha256) ?? 0) : 0) - (before ? (state.sizes.get(before.sha256) ?? 0) : 0);
  }
  const grows = totals.files > state.files || totals.bytes > state.bytes;
  if (grows && totals.files > limits.workspaceFiles) {
    throw new AppError(
      "too-large",
      `A workspace holds at most ${limits.workspaceFiles} files; this would make ${totals.files}.`,
    );
  }
  if (grows && totals.bytes > limits.workspaceBytes) {
    throw new AppError(
      "too-large",
      `A workspace holds at most ${limits.workspaceBytes} bytes; this would make ${totals.bytes}.`,
    );
  }
  return totals;
}

function announce(
  ctx: ServiceContext,
  input: IngestCommitInput,
  state: HeadState,
  plan: CommitPlan,
  revision: number,
  documents: WrittenDocument[],
): void {
  const { workspaceId, origin } = input;
  announceRevision(ctx, {
    workspaceId,
    partition: state.partition,
    revision,
    by: { kind: origin.kind, name: origin.name },
    plan,
    documents,
  });
}
