// The workspace as this agent knows it: the head, and what was acknowledged. Every answer to a commit is folded in; one
// whose root is not what these changes make of the known head says that somebody else was there, and asks for a comparison.
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { addToRoot, EMPTY_ROOT, removeFromRoot } from "#lib/core/tree-root.ts";
import type { CommitAnswer, HelloAnswer } from "#lib/protocol/agent.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { AcknowledgedState } from "./acknowledged-state.ts";
import type { PlannedChange } from "./plan-commit.ts";
import type { PreparedCommit } from "./prepare-commit.ts";
import { readHead } from "./read-head.ts";
import type { FileState } from "./read-local-file.ts";
import { type SyncClient, SyncFailure } from "./sync-client.ts";
import { fileDigest } from "./tree-index.ts";

export type Hello = z.infer<typeof HelloAnswer>;

export class RemoteTree {
  files = new Map<FilePath, FileState>();
  root = EMPTY_ROOT;
  revision = 0;
  /** Somebody else changed the head since it was compared. */
  isStale = true;
  private readonly client: SyncClient;
  private readonly state: AcknowledgedState;
  /** A commit that may have arrived although no answer came: it is repeated with its key before anything else (A1). */
  private uncertain: { body: string; planned: PlannedChange[] } | null = null;

  constructor(client: SyncClient, state: AcknowledgedState) {
    this.client = client;
    this.state = state;
  }

  /** Takes in what the server says of itself. Returns whether everything acknowledged before became void. */
  meet(hello: Hello): boolean {
    const isVoid = this.state.begin(hello.epoch);
    if (isVoid) this.uncertain = null;
    if (isVoid || hello.headRoot !== this.root) this.isStale = true;
    this.root = hello.headRoot;
    this.revision = hello.headRevision;
    return isVoid;
  }

  async compare(local: ReadonlyMap<FilePath, FileState>): Promise<void> {
    const head = await readHead(this.client, this.root, local);
    this.files = head.files;
    this.root = head.root;
    this.isStale = false;
  }

  acknowledge(paths: Iterable<FilePath>): void {
    const [set, gone]: [[FilePath, FileState][], FilePath[]] = [[], []];
    for (const path of paths) {
      const state = this.files.get(path);
      if (state) set.push([path, state]);
      else gone.push(path);
    }
    this.state.record(set, gone);
  }

  /** `root`: the local tree's. */
  commit(prepared: PreparedCommit, root: string, noticedAt: number | null): Promise<CommitAnswer> {
    const body = this.client.commitBody({
      idempotencyKey: randomUUID(),
      changes: prepared.changes,
      root,
      ...(noticedAt === null ? {} : { noticedAt }),
    });
    this.uncertain = { body, planned: prepared.planned };
    return this.send();
  }

  /** Repeats the commit that was sent and not answered, if there is one. Null: there was none, or it was refused. */
  async repeat(): Promise<{ answer: CommitAnswer; planned: PlannedChange[] } | null> {
    const { uncertain } = this;
    if (!uncertain) return null;
    try {
      return { answer: await this.send(), planned: uncertain.planned };
    } catch (error) {
      // It never arrived and would not be taken now: what is still to be sent is planned anew.
      if (error instanceof SyncFailure && error.kind === "refused" && error.code !== "upgrade-required") return null;
      throw error;
    }
  }

  private async send(): Promise<CommitAnswer> {
    const { uncertain } = this;
    if (!uncertain) throw new Error("there is no commit to send");
    try {
      const answer = await this.client.commit(uncertain.body);
      this.uncertain = null;
      this.fold(answer, uncertain.planned);
      return answer;
    } catch (error) {
      if (error instanceof SyncFailure && (error.kind === "refused" || !error.mayHaveArrived)) this.uncertain = null;
      throw error;
    }
  }

  private fold(answer: CommitAnswer, planned: PlannedChange[]): void {
    let expected = this.root;
    for (const change of planned) {
      const before = this.files.get(change.path);
      if (before) expected = removeFromRoot(expected, fileDigest(change.path, before));
      if (change.op === "put") {
        expected = addToRoot(expected, fileDigest(change.path, change.state));
        this.files.set(change.path, change.state);
      } else {
        this.files.delete(change.path);
      }
    }
    this.acknowledge(planned.map(({ path }) => path));
    this.revision = Math.max(this.revision, answer.revision);
    this.isStale ||= answer.root !== expected;
    this.root = answer.root;
  }
}
