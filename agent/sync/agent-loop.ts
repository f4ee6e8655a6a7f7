// The sync agent's loop (protocol: Agent, A1 to A6): meet the server, read the folder, compare, send what differs, then
// follow the folder. One thing at a time: while a commit is under way newer changes gather and become the next one. Without
// a connection nothing is queued: when it is back, the folder is read again and what differs is one commit (A6). The watched
// folder is never written to (A2).
import { join } from "node:path";
import type { AcknowledgedState } from "./acknowledged-state.ts";
import { Bell } from "./bell.ts";
import { CommitSender } from "./commit-sender.ts";
import { entryAt } from "./entry-at.ts";
import { findGit } from "./find-git.ts";
import { IgnoreRules, isIgnoreFile } from "./ignore-rules.ts";
import { type LocalLimits, LocalTree } from "./local-tree.ts";
import { RemoteTree } from "./remote-tree.ts";
import { requireFolder } from "./require-folder.ts";
import type { AgentOptions } from "./run-agent.ts";
import { Settle } from "./settle.ts";
import { stopFor } from "./stop-for.ts";
import { type SyncClient, SyncFailure } from "./sync-client.ts";
import { type GitLock, noGitLock, watchGitLock } from "./watch-git-lock.ts";
import { type TreeWatch, watchTree } from "./watch-tree.ts";

const HELLO_MS = 5000;
const RESCAN_MS = 60_000;
const BLIND_RESCAN_MS = 2000;
const CALM_MS = 3000;
const COMPARISONS = 10;
const RETRY_MS = { first: 100, most: 2000 };

type Opened = { tree: LocalTree; sender: CommitSender };

export class AgentLoop {
  private readonly options: AgentOptions;
  private readonly client: SyncClient;
  private readonly state: AcknowledgedState;
  private readonly remote: RemoteTree;
  private readonly rules: IgnoreRules;
  private readonly gitFolder: string | null;
  private readonly settle = new Settle();
  private readonly bell = new Bell();
  private opened: Opened | null = null;
  private watch: TreeWatch | null = null;
  private lock: GitLock = noGitLock;
  private noticedAt: number | null = null;
  private isReady = false;
  private isBlind = false;
  private offline: { since: number; failures: number } | null = null;
  private lastTalk = 0;
  private helloFailure: Error | null = null;

  /** `options.folder` is a real path. */
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
        const opened = await this.reconcile();
        this.online(opened);
        if (this.options.once) return;
        await this.follow(opened);
      } catch (error) {
        if (this.options.signal.aborted) return;
        await this.recover(error);
      }
    }
  }

  /** From any state to: the folder was read and compared, and what differs was sent. */
  private async reconcile(): Promise<Opened> {
    const hello = await this.client.hello(this.opened?.tree.index.root ?? this.remote.root);
    if (this.remote.meet(hello)) {
      this.options.say({
        event: "warning",
        message: "the workspace was made anew: everything is compared, nothing deleted",
      });
    }
    this.rules.setServerPatterns(hello.ignore);
    this.opened ??= this.open(hello.limits);
    const { tree, sender } = this.opened;
    const repeated = await this.remote.repeat();
    if (repeated) sender.sayCommit(repeated.answer, repeated.planned, 0);
    this.settle.clear();
    await tree.scan(performance.now());
    await this.calm(tree);
    await requireFolder(this.options.folder);
    await this.compareAndSend(this.opened);
    return this.opened;
  }

  private open(limits: LocalLimits): Opened {
    const { folder, allowDelete, say } = this.options;
    if (!this.options.once) this.startWatching();
    const owner = {
      watchFolder: (disk: string) => this.watch?.watchFolder(disk),
      unwatchFolder: (disk: string) => this.watch?.unwatchFolder(disk),
      lookAgain: (disk: string, at: number) => this.settle.lookAgain(disk, at),
      skipped: (path: string, because: string) => say({ event: "skipped", path: printable(path), because }),
      note: (path: string, message: string) => say({ event: "note", path: printable(path), message }),
    };
    const tree = new LocalTree(folder, this.rules, limits, owner, this.state.files);
    const { client, state, remote } = this;
    const onStale = (disk: string) => this.settle.hint(disk, performance.now());
    const now = () => performance.now();
    return { tree, sender: new CommitSender({ folder, allowDelete, client, state, remote, tree, say, onStale, now }) };
  }

  private startWatching(): void {
    this.watch = watchTree(this.options.folder, {
      onHint: (disk) => this.hint(disk),
      onBlind: (message) => {
        this.isBlind = true;
        this.options.say({ event: "warning", message });
      },
    });
    if (this.gitFolder) this.lock = watchGitLock(this.gitFolder, () => this.checkLock());
    this.checkLock();
  }

  private hint(disk: string): void {
    if (disk !== "" && !isIgnoreFile(disk) && this.rules.because(disk.normalize("NFC"), false)) return;
    this.noticedAt ??= Date.now();
    this.settle.hint(disk, performance.now());
    this.bell.ring();
  }

  private checkLock(): void {
    this.settle.bulk(this.lock.isHeld(), performance.now());
    this.bell.ring();
  }

  /** Until nothing looks like half of a save any more; a folder that is never calm is taken as it is. */
  private async calm(tree: LocalTree): Promise<void> {
    for (const end = performance.now() + CALM_MS; performance.now() < end; ) {
      const action = this.settle.next(performance.now());
      if (action.type === "wait" && action.until === null) return;
      if (action.type === "wait") await this.bell.wait(Math.min(action.until ?? end, end) - performance.now());
      else if (action.type === "look") await tree.look(action.paths, performance.now());
      this.options.signal.throwIfAborted();
    }
  }

  private async compareAndSend({ tree, sender }: Opened): Promise<void> {
    for (let attempt = 0; attempt === 0 || this.remote.isStale; attempt += 1) {
      if (attempt === COMPARISONS)
        throw new SyncFailure("busy", "unavailable", "others change the workspace all the time");
      await this.remote.compare(tree.index.files);
      sender.addAll();
      await sender.send(null);
    }
    this.lastTalk = performance.now();
  }

  /** Until something fails or the agent is told to stop. */
  private async follow(opened: Opened): Promise<void> {
    let rescanAt = performance.now() + RESCAN_MS;
    while (!this.options.signal.aborted) {
      if (this.helloFailure) throw this.helloFailure;
      const now = performance.now();
      const action = this.settle.next(now);
      if (action.type === "look") await this.look(opened, action.paths);
      else if (action.type === "probe") this.forgetPassing(opened.tree, action.paths);
      else if (this.remote.isStale) await this.compareAndSend(opened);
      else if (now >= rescanAt) {
        await this.look(opened, new Set([""]));
        rescanAt = performance.now() + (this.isBlind ? BLIND_RESCAN_MS : RESCAN_MS);
      } else {
        if (this.isBlind) rescanAt = Math.min(rescanAt, now + BLIND_RESCAN_MS);
        if (now - this.lastTalk >= HELLO_MS) this.sayHello(opened.tree);
        await this.bell.wait(Math.min(action.until ?? rescanAt, rescanAt, this.lastTalk + HELLO_MS) - now);
        this.settle.bulk(this.lock.isHeld(), performance.now());
      }
    }
  }

  private async look({ tree, sender }: Opened, paths: ReadonlySet<string>): Promise<void> {
    const noticedAt = this.noticedAt;
    this.noticedAt = null;
    await tree.look(paths, performance.now());
    await requireFolder(this.options.folder);
    sender.addChanged();
    const { revision } = this.remote;
    await sender.send(noticedAt);
    if (this.remote.revision !== revision) this.lastTalk = performance.now();
    // What is still in doubt was noticed when it was first seen.
    if (tree.isInDoubt) this.noticedAt ??= noticedAt;
  }

  /** An editor's temporary files are gone, and nobody was ever told of them: they need not hold up the save. */
  private forgetPassing(tree: LocalTree, paths: ReadonlySet<string>): void {
    const isPassing = (disk: string) =>
      !tree.index.knows(disk.normalize("NFC")) && !entryAt(join(this.options.folder, disk));
    this.settle.forget([...paths].filter(isPassing));
  }

  /** Keeps "agent online" true, and hears of changes by others. Not waited for: a save must not stand behind it. */
  private sayHello(tree: LocalTree): void {
    this.lastTalk = performance.now();
    const { revision } = this.remote;
    this.client.hello(tree.index.root).then(
      (hello) => {
        // A commit may have been answered meanwhile: then this answer is older than what is known.
        if (this.remote.revision === revision) this.remote.meet(hello);
        if (this.remote.isStale) this.bell.ring();
      },
      (error: Error) => {
        this.helloFailure = error;
        this.bell.ring();
      },
    );
  }

  private online({ tree }: Opened): void {
    const { say } = this.options;
    if (this.offline) say({ event: "online", offlineMs: Math.round(performance.now() - this.offline.since) });
    this.offline = null;
    const { revision, root } = this.remote;
    if (!this.isReady) say({ event: "ready", revision, files: tree.index.files.size, root });
    this.isReady = true;
  }

  private async recover(error: unknown): Promise<void> {
    this.helloFailure = null;
    if (!(error instanceof SyncFailure)) throw error;
    const stop = stopFor(error, { ...this.options, hasMet: this.opened !== null });
    if (stop) throw stop;
    if (!this.offline) {
      this.offline = { since: performance.now(), failures: 0 };
      this.options.say({ event: "offline", reason: error.message, since: new Date().toISOString() });
    }
    const delay = Math.min(RETRY_MS.first * 2 ** this.offline.failures, RETRY_MS.most) * (0.5 + Math.random() / 2);
    this.offline.failures += 1;
    for (const end = performance.now() + delay; performance.now() < end && !this.options.signal.aborted; ) {
      await this.bell.wait(end - performance.now());
    }
  }
}

/** Names on a disk may hold what moves a terminal's cursor. */
function printable(path: string): string {
  return path.replace(/\p{Cc}/gu, "\uFFFD");
}
