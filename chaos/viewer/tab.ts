// One open tab of a viewer: the page's own state, reducers, loads and pins (lib/core, app/w/[workspace]/live) on a real
// socket. What a browser would do with the window, the address and the screen is all that is missing; every move and
// every change of what is shown is watched instead.
import { startSync } from "#lib/core/document-sync.ts";
import { type DocumentView, emptyView } from "#lib/core/document-view.ts";
import { type NavigatorEffect, type NavigatorEvent, navigate } from "#lib/core/navigator.ts";
import { foldTree, type TreeEvent } from "#lib/core/tree.ts";
import type { FilePath, WorkspaceSlug } from "#lib/protocol/ids.ts";
import type { JoinAnswer } from "#lib/protocol/live.ts";
import { DocumentLoads } from "../../app/w/[workspace]/live/document-loads.ts";
import { FollowTeller } from "../../app/w/[workspace]/live/follow-teller.ts";
import type { Line } from "../../app/w/[workspace]/live/line.ts";
import type { LivePage } from "../../app/w/[workspace]/live/live-page.ts";
import { LiveSocket } from "../../app/w/[workspace]/live/live-socket.ts";
import { withDocumentShown } from "../../app/w/[workspace]/live/open-documents.ts";
import type { PageStart } from "../../app/w/[workspace]/live/page-state.ts";
import { PageStore } from "../../app/w/[workspace]/live/page-store.ts";
import { PinSender } from "../../app/w/[workspace]/live/pin-sender.ts";
import { receiveMessage } from "../../app/w/[workspace]/live/receive-message.ts";
import type { ServerMessage } from "../../app/w/[workspace]/live/server-messages.ts";
import { Toasts, toastWith } from "../../app/w/[workspace]/live/toasts.ts";
import type { Breakage } from "./breakage.ts";

const RETRY_JOIN_MS = 2_000;

export type Move = { from: FilePath | null; to: FilePath; pin: FilePath | null; cause: NavigatorEvent["type"] };
/** Told of what happens in a tab, as it happens. */
export type TabWatcher = {
  moved(move: Move): void;
  /** What was shown changed by a message of a document that is not shown. */
  disturbed(message: ServerMessage): void;
  /** A message was not folded, on purpose. */
  swallowed(message: ServerMessage): void;
  pinned(path: FilePath | null, stored: "asked" | "stored" | "refused"): void;
  connected(isFirst: boolean): void;
  loaded(): void;
  lostAccess(message: string): void;
};

export class Tab {
  readonly store: PageStore;
  readonly toasts: Toasts;
  readonly documents: DocumentLoads;
  readonly following: FollowTeller;
  private readonly pins: PinSender;
  private readonly socket: LiveSocket;
  private readonly watcher: TabWatcher;
  private readonly breakage: Breakage;
  private joined = false;
  private connections = 0;

  constructor(
    start: PageStart,
    options: { line: { port: number; cookie: string }; watcher: TabWatcher; breakage: Breakage },
  ) {
    this.watcher = options.watcher;
    this.breakage = options.breakage;
    this.store = new PageStore(start);
    this.toasts = new Toasts(this.store, () => this.do({ type: "dismiss" }));
    this.pins = new PinSender(this.store, this.line, (text) => this.toasts.fail(text));
    this.following = new FollowTeller(this.store, this.line);
    this.documents = new DocumentLoads(this.store, this.line, (answer) => {
      this.stepTree({ type: "status", path: answer.file, status: answer.status });
    });
    this.socket = new LiveSocket(
      {
        connected: () => this.connected(),
        disconnected: () => this.fell(),
        refused: (error) => this.loseAccess(error.message),
        message: (message) => this.receive(message),
      },
      { url: `http://127.0.0.1:${options.line.port}`, cookie: options.line.cookie },
    );
  }

  open(): void {
    this.socket.open();
  }

  close(): void {
    this.toasts.close();
    this.socket.close();
  }

  get isLive(): boolean {
    return this.line.isJoined();
  }

  get isLoaded(): boolean {
    const { navigator, documents } = this.store.get();
    return navigator.current === null || documents.get(navigator.current)?.phase === "idle";
  }

  get shown(): DocumentView | null {
    const { navigator, documents } = this.store.get();
    return navigator.current === null ? null : (documents.get(navigator.current)?.view ?? null);
  }

  do(event: NavigatorEvent): void {
    const before = this.store.get();
    const { state: navigator, effects } = navigate(before.navigator, event);
    if (navigator !== before.navigator) this.store.change({ navigator, toast: toastWith(before, navigator.offer) });
    for (const effect of effects) this.carryOut(effect, event, before.navigator);
    this.following.tell();
  }

  stepTree(event: TreeEvent): boolean {
    const before = this.store.get().tree;
    const { tree, effects } = foldTree(before, event);
    if (tree !== before) this.store.change({ tree });
    for (const effect of effects) void this.join(effect.since);
    return effects.length > 0;
  }

  loseAccess(message: string): void {
    this.socket.close();
    this.watcher.lostAccess(message);
  }

  private readonly line: Line = {
    isJoined: () => this.joined && this.socket.isConnected,
    request: async (event, request) => {
      if (event === "request-load") this.watcher.loaded();
      if (event !== "set-pin") return this.socket.request(event, request);
      const { path } = request as { path: FilePath | null };
      const answer = await this.socket.request(event, request);
      if (answer.ok) this.watcher.pinned(path, "stored");
      else if (answer.error.code !== "unavailable") this.watcher.pinned(path, "refused");
      return answer;
    },
    tell: (event, request) => this.socket.tell(event, request),
  };

  private receive(message: ServerMessage): void {
    const { current } = this.store.get().navigator;
    const before = this.shown;
    if (this.breakage.swallows(this, message)) this.watcher.swallowed(message);
    else receiveMessage(this.asPage, message);
    const isOfAnother = "file" in message.message && message.message.file !== current;
    if (isOfAnother && this.shown !== before) this.watcher.disturbed(message);
  }

  /** `receiveMessage` asks of a page just what this class has as well; the rest of one needs a browser. */
  private get asPage(): LivePage {
    return this as unknown as LivePage;
  }

  private connected(): void {
    this.connections += 1;
    this.watcher.connected(this.connections === 1);
    void this.join(this.store.get().tree.head);
  }

  private async join(since: number | null): Promise<void> {
    const workspace = this.store.get().workspace.slug as WorkspaceSlug;
    const follows = this.following.asJoined();
    const answer = await this.line.request("join", { workspace, follows, ...(since === null ? {} : { since }) });
    if (answer.ok) this.applyJoin(answer, since);
    else if (["unavailable", "internal", "rate-limited"].includes(answer.error.code)) {
      setTimeout(() => this.socket.isConnected && void this.join(since), RETRY_JOIN_MS);
    } else this.loseAccess(answer.error.message);
  }

  private applyJoin(answer: JoinAnswer, since: number | null): void {
    if (this.stepTree({ type: "joined", answer, since })) return;
    const { agents, here, role, viewer } = answer;
    this.joined = true;
    this.store.change({ agents, here, role, viewer });
    // The address names what is shown.
    const urlPath = this.store.get().navigator.current;
    this.do({ type: "joined", answer, since, urlPath, at: Date.now() });
    this.pins.sendUnsent();
    if (this.connections === 1 || !this.breakage.skipsLoadAfterReconnect) this.documents.loadCurrent();
  }

  private fell(): void {
    this.joined = false;
    this.stepTree({ type: "disconnected" });
    this.documents.disconnected();
  }

  private carryOut(
    effect: NavigatorEffect,
    cause: NavigatorEvent,
    before: { current: FilePath | null; pin: FilePath | null },
  ): void {
    if (effect.type === "navigate") this.show(effect.path, effect.focusChanged, cause, before);
    else if (effect.type === "set-pin") {
      this.watcher.pinned(effect.path, "asked");
      this.pins.send(effect.path, before.pin);
    } else if (effect.type === "toast") this.toasts.raise({ kind: "changed", path: effect.path });
  }

  private show(
    path: FilePath,
    focusChanged: boolean,
    cause: NavigatorEvent,
    { current: from, pin }: { current: FilePath | null; pin: FilePath | null },
  ): void {
    this.watcher.moved({ from, to: path, pin, cause: cause.type });
    const before = this.store.get();
    const sync = before.documents.get(path) ?? startSync(emptyView(path), null);
    const arrival = { token: before.arrival.token + 1, focusChanged };
    const left = [...before.documents.keys()].at(-1);
    this.store.set({ ...withDocumentShown(before, sync), arrival });
    if (left && left !== path && this.line.isJoined()) void this.line.request("unwatch-file", { path: left });
    this.documents.loadCurrent();
  }
}
