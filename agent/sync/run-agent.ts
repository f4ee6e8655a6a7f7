// The sync agent's loop (protocol: Agent, A1 to A6): meet the server, read the folder, compare, send what differs, then
// follow the folder. One thing at a time: while a commit is under way newer changes gather and become the next one. Without
// a connection nothing is queued: when it is back, the folder is read again and what differs is one commit (A6). The watched
// folder is never written to (A2).
import { realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import type { CommitAnswer } from "#lib/protocol/agent.ts";
import type { FilePath, WorkspaceSlug } from "#lib/protocol/ids.ts";
import { AcknowledgedState } from "./acknowledged-state.ts";
import { type AgentEvent, AgentStopped } from "./agent-event.ts";
import { Bell } from "./bell.ts";
import { findGit } from "./find-git.ts";
import { addLosses, isTooMuch, noLosses } from "./guard-losses.ts";
import { IgnoreRules } from "./ignore-rules.ts";
import { doubtMs, LocalTree } from "./local-tree.ts";
import { type PlannedChange, planCommit } from "./plan-commit.ts";
import { prepareCommit } from "./prepare-commit.ts";
import { RemoteTree } from "./remote-tree.ts";
import { Settle } from "./settle.ts";
import { stopFor } from "./stop-for.ts";
import { SyncClient, SyncFailure } from "./sync-client.ts";
import { type GitLock, noGitLock, watchGitLock } from "./watch-git-lock.ts";
import { type TreeWatch, watchTree } from "./watch-tree.ts";

export type AgentOptions = {
  folder: string;
  origin: URL;
  workspace: WorkspaceSlug;
  token: string;
  /** What people read on the screen. */
  name: string;
  stateFolder: string;
  /** Compare and commit once, then end. */
  once: boolean;
  allowDelete: boolean;
  say(event: AgentEvent): void;
  signal: AbortSignal;
};

const HELLO_MS = 5000;
const RESCAN_MS = 60_000;
const BLIND_RESCAN_MS = 2000;
const CALM_MS = 3000;
const RETRY_MS = { first: 100, most: 2000 };
const COMMIT_BYTES = 6 * 1024 * 1024;

/** Resolves when the signal aborts it, or after one comparison with `once`. Throws AgentStopped with what to do about it. */
export async function runAgent(options: AgentOptions): Promise<void> {
  const folder = realpathSync(options.folder);
  const { origin, workspace, token, name } = options;
  const state = AcknowledgedState.open(options.stateFolder, { server: origin.origin, workspace, folder });
  const client = new SyncClient({ origin, workspace, token, agentId: state.agentId, agentName: name });
  const loop = new AgentLoop({ ...options, folder }, client, state);
  const stop = () => {
    client.close();
    loop.wake();
  };
  options.signal.addEventListener("abort", stop, { once: true });
  try {
    await loop.run();
  } finally {
    options.signal.removeEventListener("abort", stop);
    loop.close();
    client.close();
    state.close();
  }
}

class AgentLoop {
  private readonly options: AgentOptions;
  private readonly client: SyncClient;
  private readonly state: AcknowledgedState;
  private readonly remote: RemoteTree;
  private readonly settle = new Settle();
  private readonly bell = new Bell();
  private readonly rules: IgnoreRules;
  private readonly gitFolder: string | null;
  private tree: LocalTree | null = null;
  private watch: TreeWatch | null = null;
  private lock: GitLock = noGitLock;
  private pending = new Set<FilePath>();
  private readonly refused = new Map<FilePath, string>();
  private losses = noLosses;
  private noticedAt: number | null = null;
  private isReady = false;
  private isBlind = false;
  private hasMet = false;
  private offline: { since: number; failures: number } | null = null;
  private lastTalk = 0;
  private helloFailure: unknown = null;

  constructor(options: AgentOptions, client: SyncClient, state: AcknowledgedState) {
    this.options = options;
    this.client = client;
    this.state = state;
    this.remote = new RemoteTree(client, state);
    const git = findGit(options.folder);
    this.rules = new IgnoreRules(git?.outer);
    this.gitFolder = git?.gitFolder ?? null;
  }

  wake(): void {
    this.bell.ring();
  }

  close(): void {
    this.watch?.close();
    this.lock.close();
  }

  async run(): Promise<void> {
    while (!this.options.signal.aborted) {
      try {
        await this.reconcile();
        this.online();
        if (this.options.once) return;
        await this.follow();
      } catch (error) {
        if (this.options.signal.aborted) return;
        await this.recover(error);
      }
    }
  }

  /** From any state to: the folder was read, compared, and what differs was sent. */
  private async reconcile(): Promise<void> {
    const hello = await this.client.hello(this.tree?.root ?? this.remote.root);
    this.hasMet = true;
    if (this.remote.meet(hello)) this.say({ event: "warning", message: "the workspace was made anew; everything is compared, nothing deleted" });
    this.rules.setServerPatterns(hello.ignore);
    const tree = this.openTree(hello.limits);
    const repeated = await this.remote.repeat();
    if (repeated) this.sayCommit(repeated.answer, repeated.planned, null);
    this.settle.clear();
    await tree.scan(this.now());
    await this.calm(tree);
    await this.requireFolder();
    await this.compareAndSend(tree);
  }

  private openTree(limits: LocalTree["limits"]): LocalTree {
    if (this.tree) return this.tree;
    const { folder, once } = this.options;
    if (!once) this.startWatching();
    this.tree = new LocalTree(
      folder,
      this.rules,
      limits,
      {
        watchFolder: (disk) => this.watch?.watchFolder(disk),
        unwatchFolder: (disk) => this.watch?.unwatchFolder(disk),
        lookAgain: (disk, afterMs) => this.settle.lookAgain(disk, this.now() + afterMs),
        skipped: (path, because) => this.say({ event: "skipped", path: printable(path), because }),
        note: (path, message) => this.say({ event: "note", path: printable(path), message }),
      },
      this.state.files,
    );
    return this.tree;
  }

  private startWatching(): void {
    this.watch = watchTree(this.options.folder, {
      onHint: (disk) => this.hint(disk),
      onBlind: (message) => {
        this.isBlind = true;
        this.say({ event: "warning", message });
      },
    });
    if (this.gitFolder) this.lock = watchGitLock(this.gitFolder, () => this.checkLock());
    this.checkLock();
  }

  private hint(disk: string): void {
    const stays = disk !== "" && !/(^|\/)\.(git|pinlight)ignore$/.test(disk);
    if (stays && this.rules.because(disk.normalize("NFC"), false)) return;
    this.noticedAt ??= Date.now();
    this.settle.hint(disk, this.now());
    this.bell.ring();
  }

  private checkLock(): void {
    this.settle.bulk(this.lock.isHeld(), this.now());
    this.bell.ring();
  }

  /** Until nothing looks like half of a save any more; a folder that is never calm is taken as it is. */
  private async calm(tree: LocalTree): Promise<void> {
    const end = this.now() + CALM_MS;
    for (let action = this.settle.next(this.now()); this.now() < end; action = this.settle.next(this.now())) {
      if (action.type === "wait" && action.until === null) return;
      if (action.type === "wait") await this.bell.wait(Math.min(action.until ?? end, end) - this.now());
      else if (action.type === "look") await tree.look(action.paths, this.now());
      this.options.signal.throwIfAborted();
    }
  }

  private async compareAndSend(tree: LocalTree): Promise<void> {
    do {
      await this.remote.compare(tree.files);
      tree.takeChanged();
      this.pending = new Set([...tree.files.keys(), ...this.state.files.keys()]);
      await this.sendPending(tree, null);
    } while (this.remote.isStale);
    this.lastTalk = this.now();
  }

  private async follow(): Promise<void> {
    const tree = this.tree;
    if (!tree) return;
    let rescanAt = this.now() + RESCAN_MS;
    while (!this.options.signal.aborted) {
      if (this.helloFailure) throw this.takeHelloFailure();
      const now = this.now();
      const action = this.settle.next(now);
      if (action.type === "look") await this.look(tree, action.paths);
      else if (action.type === "probe") this.settle.forget([...action.paths].filter((disk) => this.cameAndWent(tree, disk)));
      else if (this.remote.isStale) await this.compareAndSend(tree);
      else if (now >= rescanAt) {
        await this.look(tree, new Set([""]));
        rescanAt = this.now() + RESCAN_MS;
      } else {
        if (this.isBlind) rescanAt = Math.min(rescanAt, now + BLIND_RESCAN_MS);
        if (now - this.lastTalk >= HELLO_MS) this.sayHello(tree);
        await this.bell.wait(Math.min(action.until ?? rescanAt, rescanAt, this.lastTalk + HELLO_MS) - now);
        if (this.lock.isHeld()) this.checkLock();
      }
    }
  }

  private async look(tree: LocalTree, paths: ReadonlySet<string>): Promise<void> {
    const noticedAt = this.noticedAt;
    this.noticedAt = null;
    await tree.look(paths, this.now());
    if (paths.has("") || !statSync(this.options.folder, { throwIfNoEntry: false })) await this.requireFolder();
    for (const path of tree.takeChanged()) this.pending.add(path);
    if (this.pending.size > 0) await this.sendPending(tree, noticedAt);
    // A deletion that is still in doubt was noticed now, not when it is certain.
    if (tree.missing.size > 0) this.noticedAt ??= noticedAt;
  }

  /** An editor's temporary file: it is gone, and nobody was ever told of it. */
  private cameAndWent(tree: LocalTree, disk: string): boolean {
    const path = disk.normalize("NFC") as FilePath;
    return !tree.knows(path) && !statSync(join(this.options.folder, disk), { throwIfNoEntry: false });
  }

  private async sendPending(tree: LocalTree, noticedAt: number | null): Promise<void> {
    const { local, plan } = this.plan(tree);
    this.pending = new Set(plan.waiting);
    this.remote.acknowledge(plan.agreed);
    for (const { path, fault } of plan.collided) {
      this.refused.set(path, local.get(path)?.sha256 ?? "");
      this.say({ event: "skipped", path, because: `${fault}; rename one of them` });
    }
    if (plan.changes.length > 0) {
      this.guard(plan.lost);
      // Deletions first: where a commit must be parted, what is added may need their place.
      const ordered = [...plan.changes].sort((a, b) => Number(a.op === "put") - Number(b.op === "put"));
      for (const part of parts(ordered, tree.limits)) await this.sendPart(tree, part, noticedAt);
    }
    tree.forgetFresh();
  }

  private plan(tree: LocalTree) {
    const plan = planCommit({
      paths: this.pending,
      local: tree.files,
      acknowledged: this.state.files,
      head: this.remote.files,
      held: tree.held,
      refused: this.refused,
      additionsWait: tree.missing.size > 0,
    });
    return { local: tree.files, plan };
  }

  private guard(lost: number): void {
    this.losses = addLosses(this.losses, this.now(), this.state.files.size, lost);
    if (this.options.allowDelete || !isTooMuch(this.losses)) return;
    const { lost: count, filesBefore } = this.losses;
    throw new AgentStopped(
      "mass-delete",
      `${count} of ${filesBefore} files are gone from ${this.options.folder}. Nothing more was deleted in the workspace. If that is meant, start again with --allow-delete.`,
    );
  }

  private async sendPart(tree: LocalTree, planned: PlannedChange[], noticedAt: number | null): Promise<void> {
    try {
      const { folder } = this.options;
      const prepared = await prepareCommit({ client: this.client, tree, folder }, planned);
      for (const disk of prepared.stale) this.settle.hint(disk, this.now());
      if (prepared.planned.length === 0) return;
      const startedAt = Date.now();
      const answer = await this.remote.commit(prepared, tree.root, noticedAt);
      this.lastTalk = this.now();
      this.sayCommit(answer, prepared.planned, Date.now() - (noticedAt ?? startedAt));
    } catch (error) {
      if (!(error instanceof SyncFailure) || !isAboutContent(error)) throw error;
      await this.leaveOutWhatIsRefused(tree, planned, noticedAt, error);
    }
  }

  /** The service takes a commit whole or not at all: halves find what it refuses, and the rest arrives. */
  private async leaveOutWhatIsRefused(
    tree: LocalTree,
    planned: PlannedChange[],
    noticedAt: number | null,
    failure: SyncFailure,
  ): Promise<void> {
    const [only] = planned;
    if (planned.length === 1 && only) {
      this.refused.set(only.path, only.op === "put" ? only.state.sha256 : "");
      this.say({ event: "skipped", path: only.path, because: `the service refused it: ${failure.message}` });
      return;
    }
    const middle = Math.ceil(planned.length / 2);
    await this.sendPart(tree, planned.slice(0, middle), noticedAt);
    await this.sendPart(tree, planned.slice(middle), noticedAt);
  }

  /** Keeps "agent online" true, and hears of changes by others. Not waited for: a save must not stand behind it. */
  private sayHello(tree: LocalTree): void {
    this.lastTalk = this.now();
    const { revision } = this.remote;
    this.client.hello(tree.root).then(
      (hello) => {
        // A commit may have been answered meanwhile: then this answer is older than what is known.
        if (this.remote.revision === revision) this.remote.meet(hello);
        if (this.remote.isStale) this.bell.ring();
      },
      (error) => {
        this.helloFailure = error;
        this.bell.ring();
      },
    );
  }

  private takeHelloFailure(): unknown {
    const failure = this.helloFailure;
    this.helloFailure = null;
    return failure;
  }

  private async requireFolder(): Promise<void> {
    const { folder } = this.options;
    for (let end = this.now() + doubtMs; !statSync(folder, { throwIfNoEntry: false })?.isDirectory(); ) {
      if (this.now() >= end) {
        throw new AgentStopped("root-vanished", `The folder ${folder} is gone. Nothing was deleted in the workspace. Bring it back, then start again.`);
      }
      await this.bell.wait(end - this.now());
    }
  }

  private online(): void {
    if (this.offline) this.say({ event: "online", offlineMs: Math.round(this.now() - this.offline.since) });
    this.offline = null;
    if (!this.isReady && this.tree) {
      const { revision, root } = this.remote;
      this.say({ event: "ready", revision, files: this.tree.files.size, root });
    }
    this.isReady = true;
  }

  private async recover(error: unknown): Promise<void> {
    this.helloFailure = null;
    if (!(error instanceof SyncFailure)) throw error;
    const stop = stopFor(error, { ...this.options, hasMet: this.hasMet });
    if (stop) throw stop;
    if (!this.offline) {
      this.offline = { since: this.now(), failures: 0 };
      this.say({ event: "offline", reason: error.message, since: new Date().toISOString() });
    }
    const delay = Math.min(RETRY_MS.first * 2 ** this.offline.failures, RETRY_MS.most) * (0.5 + Math.random() / 2);
    this.offline.failures += 1;
    for (const end = this.now() + delay; this.now() < end && !this.options.signal.aborted; ) {
      await this.bell.wait(end - this.now());
    }
  }

  private sayCommit(answer: CommitAnswer, planned: PlannedChange[], ms: number | null): void {
    const { revision, applied, overwrote } = answer;
    const paths = planned.slice(0, 5).map(({ path }) => path);
    this.say({ event: "commit", revision, applied, changes: planned.length, paths, ms: Math.max(0, ms ?? 0), overwrote });
  }

  private say(event: AgentEvent): void {
    this.options.say(event);
  }

  private now(): number {
    return performance.now();
  }
}

function isAboutContent({ kind, code }: SyncFailure): boolean {
  return kind === "refused" && (code === "unprocessable" || code === "bad-request" || code === "too-large" || code === "conflict");
}

/** As many changes as one commit may hold, and not more bytes than its body may have. */
function parts(changes: PlannedChange[], limits: { commitChanges: number }): PlannedChange[][] {
  const all: PlannedChange[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const change of changes) {
    const size = 400 + Buffer.byteLength(change.path) * 2;
    const current = all.at(-1);
    if (!current || current.length >= limits.commitChanges || bytes + size > COMMIT_BYTES) {
      all.push([change]);
      bytes = size;
    } else {
      current.push(change);
      bytes += size;
    }
  }
  return all;
}

/** Names on a disk may hold what moves a terminal's cursor. */
function printable(path: string): string {
  return path.replace(/[\u0000-\u001f\u007f-\u009f]/g, "\uFFFD");
}
