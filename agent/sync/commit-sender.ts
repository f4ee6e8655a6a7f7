// From "these paths changed" to durable: plan, guard what would be deleted (A4), send, and leave out what the service
// refuses. What has to wait stays pending and is planned again with the next change.
import type { CommitAnswer } from "#lib/protocol/agent.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { AcknowledgedState } from "./acknowledged-state.ts";
import { type AgentEvent, AgentStopped } from "./agent-event.ts";
import { addLosses, isTooMuch, noLosses } from "./guard-losses.ts";
import type { LocalTree } from "./local-tree.ts";
import { type PlannedChange, planCommit } from "./plan-commit.ts";
import { prepareCommit } from "./prepare-commit.ts";
import type { RemoteTree } from "./remote-tree.ts";
import { type SyncClient, SyncFailure } from "./sync-client.ts";

export type SenderParts = {
  /** The watched folder. */
  folder: string;
  allowDelete: boolean;
  client: SyncClient;
  state: AcknowledgedState;
  remote: RemoteTree;
  tree: LocalTree;
  say(event: AgentEvent): void;
  /** A file is no longer what it was when it was read. */
  onStale(disk: string): void;
  now(): number;
};

const BODY_BYTES = 6 * 1024 * 1024;
const WAIT_MS = 1000;
const PATHS_SAID = 5;

export class CommitSender {
  private readonly parts: SenderParts;
  private pending = new Set<FilePath>();
  private readonly refused = new Map<FilePath, string>();
  private losses = noLosses;
  private waitingSince: number | null = null;

  constructor(parts: SenderParts) {
    this.parts = parts;
  }

  /** Every path that is here or was acknowledged. */
  addAll(): void {
    this.parts.tree.takeChanged();
    this.pending = new Set([...this.parts.tree.index.files.keys(), ...this.parts.state.files.keys()]);
  }

  addChanged(): void {
    for (const path of this.parts.tree.takeChanged()) this.pending.add(path);
  }

  /** `noticedAt`: Unix ms at which the change was noticed, null where nobody noticed it. */
  async send(noticedAt: number | null): Promise<void> {
    if (this.pending.size === 0) return;
    const { tree, remote, state, say } = this.parts;
    const { refused, pending: paths } = this;
    const { files: local } = tree.index;
    const isInDoubt = tree.isInDoubt && this.mayWait();
    const known = { acknowledged: state.files, head: remote.files };
    const plan = planCommit({ paths, local, ...known, held: tree.held, refused, isInDoubt });
    this.pending = new Set(plan.waiting);
    if (plan.waiting.length === 0) this.waitingSince = null;
    remote.acknowledge(plan.agreed);
    for (const { path, fault } of plan.collided) {
      refused.set(path, local.get(path)?.sha256 ?? "");
      say({ event: "skipped", path, because: `${fault}; rename one of them` });
    }
    if (plan.changes.length > 0) this.guard(plan.lost);
    // Deletions first: where a commit must be parted, what is added may need their place.
    const ordered = [...plan.changes].sort((a, b) => Number(a.op === "put") - Number(b.op === "put"));
    for (const part of partsOf(ordered, tree.limits.commitChanges)) await this.sendPart(part, noticedAt);
    tree.forgetFresh();
  }

  sayCommit(answer: CommitAnswer, planned: PlannedChange[], ms: number): void {
    const { revision, applied, overwrote } = answer;
    const paths = planned.slice(0, PATHS_SAID).map(({ path }) => path);
    this.parts.say({
      event: "commit",
      revision,
      applied,
      changes: planned.length,
      paths,
      ms: Math.max(0, ms),
      overwrote,
    });
  }

  /** In a folder where something comes and goes all the time, there is always a doubt. */
  private mayWait(): boolean {
    const now = this.parts.now();
    this.waitingSince ??= now;
    return now - this.waitingSince < WAIT_MS;
  }

  private guard(lost: number): void {
    const { state, folder, allowDelete, now } = this.parts;
    this.losses = addLosses(this.losses, now(), state.files.size, lost);
    if (allowDelete || !isTooMuch(this.losses)) return;
    const { lost: count, filesBefore } = this.losses;
    throw new AgentStopped(
      "mass-delete",
      `${count} of ${filesBefore} files are gone from ${folder}. They were not deleted in the workspace. If that is meant, start again with --allow-delete.`,
    );
  }

  private async sendPart(planned: PlannedChange[], noticedAt: number | null): Promise<void> {
    const { remote, tree } = this.parts;
    const startedAt = Date.now();
    try {
      const prepared = await prepareCommit(this.parts, planned);
      for (const disk of prepared.stale) this.parts.onStale(disk);
      if (prepared.planned.length === 0) return;
      const answer = await remote.commit(prepared, tree.index.root, noticedAt);
      this.sayCommit(answer, prepared.planned, Date.now() - (noticedAt ?? startedAt));
    } catch (error) {
      if (!(error instanceof SyncFailure) || !isAboutContent(error)) throw error;
      await this.leaveOutRefused(planned, noticedAt, error.message);
    }
  }

  /** The service takes a commit whole or not at all: halves find what it refuses, and the rest arrives. */
  private async leaveOutRefused(planned: PlannedChange[], noticedAt: number | null, why: string): Promise<void> {
    const [only] = planned;
    if (planned.length === 1 && only) {
      this.refused.set(only.path, only.op === "put" ? only.state.sha256 : "");
      this.parts.say({ event: "skipped", path: only.path, because: `the service refused it: ${why}` });
      return;
    }
    const middle = Math.ceil(planned.length / 2);
    await this.sendPart(planned.slice(0, middle), noticedAt);
    await this.sendPart(planned.slice(middle), noticedAt);
  }
}

function isAboutContent({ kind, code }: SyncFailure): boolean {
  const codes = ["unprocessable", "bad-request", "too-large", "conflict"];
  return kind === "refused" && codes.includes(code);
}

/** As many changes as one commit may hold, and not more bytes than its body may have. */
function partsOf(changes: PlannedChange[], commitChanges: number): PlannedChange[][] {
  const all: PlannedChange[][] = [];
  let bytes = 0;
  for (const change of changes) {
    const current = all.at(-1);
    bytes += 400 + Buffer.byteLength(change.path) * 2;
    if (current && current.length < commitChanges && bytes <= BODY_BYTES) current.push(change);
    else {
      all.push([change]);
      bytes = 0;
    }
  }
  return all;
}
