// The shell around the pure cores: it hands them what came from the server and from the viewer, keeps what they answer,
// and does what they ask for. It decides nothing itself.
import { startSync } from "#lib/core/document-sync.ts";
import { emptyView } from "#lib/core/document-view.ts";
import { type NavigatorEffect, type NavigatorEvent, navigate } from "#lib/core/navigator.ts";
import { foldTree, type TreeEvent } from "#lib/core/tree.ts";
import type { FilePath, WorkspaceSlug } from "#lib/protocol/ids.ts";
import type { JoinAnswer } from "#lib/protocol/live.ts";
import { addressOf, pathIn } from "./address.ts";
import { ConnectionWatch } from "./connection-watch.ts";
import { DocumentLoads } from "./document-loads.ts";
import { FollowTeller } from "./follow-teller.ts";
import { unlit } from "./lights.ts";
import type { Line } from "./line.ts";
import { LiveSocket } from "./live-socket.ts";
import { withDocumentShown, withEntry } from "./open-documents.ts";
import type { PageStart } from "./page-state.ts";
import { PageStore } from "./page-store.ts";
import { PinSender } from "./pin-sender.ts";
import { receiveMessage } from "./receive-message.ts";
import { Toasts, toastWith } from "./toasts.ts";

const RETRY_JOIN_MS = 2_000;
const unavailable = { ok: false, error: { code: "unavailable", message: "Not connected." } } as const;

export class LivePage {
  readonly store: PageStore;
  readonly toasts: Toasts;
  readonly documents: DocumentLoads;
  readonly following: FollowTeller;
  private readonly pins: PinSender;
  private socket: LiveSocket | null = null;
  private watch: ConnectionWatch | null = null;
  private joined = false;
  private openHolds = 0;
  private isTakingOver = typeof window !== "undefined";

  constructor(start: PageStart) {
    this.store = new PageStore(start);
    this.toasts = new Toasts(this.store, () => this.do({ type: "dismiss" }));
    this.pins = new PinSender(this.store, this.line, (text) => this.toasts.fail(text));
    this.following = new FollowTeller(this.store, this.line);
    this.documents = new DocumentLoads(this.store, this.line, (answer, runBefore) => {
      if (runBefore > 0) this.watch?.caughtUp(answer.run - runBefore);
      this.stepTree({ type: "status", path: answer.file, status: answer.status });
    });
  }

  private readonly line: Line = {
    isJoined: () => this.joined && this.socket?.isConnected === true,
    request: async (event, request) => (await this.socket?.request(event, request)) ?? unavailable,
    tell: (event, request) => this.socket?.tell(event, request),
  };

  /** Whether the browser is just taking over what the server painted. */
  isPainted(): boolean {
    return this.isTakingOver;
  }

  /** All of it is the browser's. */
  tookOver(): void {
    this.isTakingOver = false;
  }

  open(): void {
    this.tookOver();
    this.joined = false;
    this.socket = new LiveSocket({
      connected: () => void this.join(this.store.get().tree.head),
      disconnected: () => this.fell(),
      refused: (error) => this.loseAccess(error.message),
      message: (message) => receiveMessage(this, message),
    });
    this.watch = new ConnectionWatch({
      get: () => this.store.get().connection,
      set: (connection) => this.store.change({ connection }),
      connectNow: () => this.connectNow(),
    });
    this.watch.open();
    this.socket.open();
    this.nameAddress("replaceState");
    window.addEventListener("popstate", this.onPopState);
  }

  close(): void {
    window.removeEventListener("popstate", this.onPopState);
    this.toasts.close();
    this.watch?.close();
    this.socket?.close();
    this.socket = null;
  }

  // ---- what the viewer does ----

  do(event: NavigatorEvent): void {
    const before = this.store.get();
    const { state: navigator, effects } = navigate(before.navigator, event);
    if (navigator !== before.navigator) this.store.change({ navigator, toast: toastWith(before, navigator.offer) });
    for (const effect of effects) this.carryOut(effect, event, before.navigator.pin);
    this.following.tell();
  }

  /** J: to what the toast offers; else to what changed last. */
  jump(): void {
    const { offer, elsewhere } = this.store.get().navigator;
    const latest = elsewhere[0];
    if (offer !== null) this.do({ type: "jump" });
    else if (latest) this.do({ type: "opened", path: latest.path });
  }

  /** A menu or dialog opened or closed: while one is open, nobody is moved. */
  hold(isOpen: boolean): void {
    this.openHolds = Math.max(0, this.openHolds + (isOpen ? 1 : -1));
    this.do({ type: "busy", hold: "dialog", busy: this.openHolds > 0 });
  }

  connectNow(): void {
    this.socket?.connectNow();
  }

  async cancelRun(): Promise<void> {
    const { navigator, documents } = this.store.get();
    const path = navigator.current;
    const run = path === null ? undefined : documents.get(path)?.view.run;
    if (path === null || !run) return;
    const answer = await this.line.request("cancel-run", { path, run });
    if (!answer.ok) this.toasts.fail(`Run ${run} could not be cancelled. ${answer.error.message}`);
  }

  /** As one HTML file that needs nothing else. What packs it is loaded when it is asked for. */
  async saveDocument(path: FilePath, run?: number): Promise<void> {
    this.say(`Saving ${path} as one HTML file`);
    try {
      const { saveDocument } = await import("../export/save-document.ts");
      await saveDocument(this.store.get().workspace.slug, path, run);
      this.say(`Saved ${path}`);
    } catch (error) {
      this.toasts.fail(`${path} could not be saved as a file. ${(error as Error).message}`);
    }
  }

  /** The viewer has looked at a block. */
  look(path: FilePath, block: string, token: number): void {
    const { lights } = this.store.get();
    const lit = lights.get(path);
    if (lit) this.store.change({ lights: withEntry(lights, path, unlit(lit, block, token)) });
  }

  say(announcement: string): void {
    this.store.change({ announcement });
  }

  // ---- the workspace ----

  /** Whether the tree asked to join again. */
  stepTree(event: TreeEvent): boolean {
    const before = this.store.get().tree;
    const { tree, effects } = foldTree(before, event);
    if (tree !== before) this.store.change({ tree });
    for (const effect of effects) void this.join(effect.since);
    return effects.length > 0;
  }

  loseAccess(message: string): void {
    this.watch?.close();
    this.socket?.close();
    this.store.change({ connection: { phase: "no-access", message } });
  }

  private async join(since: number | null): Promise<void> {
    const workspace = this.store.get().workspace.slug as WorkspaceSlug;
    const follows = this.following.asJoined();
    const answer = await this.line.request("join", { workspace, follows, ...(since === null ? {} : { since }) });
    if (answer.ok) this.applyJoin(answer, since);
    else if (["unavailable", "internal", "rate-limited"].includes(answer.error.code)) {
      setTimeout(() => this.socket?.isConnected && void this.join(since), RETRY_JOIN_MS);
    } else this.loseAccess(answer.error.message);
  }

  private applyJoin(answer: JoinAnswer, since: number | null): void {
    // The epoch is another one: what was answered is a difference from nothing that we know.
    if (this.stepTree({ type: "joined", answer, since })) return;
    const { agents, here, others = 0, role, viewer } = answer;
    const isFirst = !this.joined;
    this.joined = true;
    this.store.change({ agents, here, others, role, viewer });
    this.watch?.joined(isFirst);
    this.do({ type: "joined", answer, since, urlPath: pathIn(location.pathname), at: Date.now() });
    this.pins.sendUnsent();
    this.documents.loadCurrent();
  }

  private fell(): void {
    this.joined = false;
    this.stepTree({ type: "disconnected" });
    this.documents.disconnected();
    this.watch?.fell();
  }

  // ---- effects of the navigator ----

  private carryOut(effect: NavigatorEffect, cause: NavigatorEvent, pinBefore: FilePath | null): void {
    if (effect.type === "navigate") this.show(effect.path, effect.focusChanged, cause);
    else if (effect.type === "set-pin") this.pins.send(effect.path, pinBefore);
    else if (effect.type === "announce") this.say(effect.text);
    else this.toasts.raise({ kind: "changed", path: effect.path });
  }

  private show(path: FilePath, focusChanged: boolean, cause: NavigatorEvent): void {
    const before = this.store.get();
    const sync = before.documents.get(path) ?? startSync(emptyView(path), null);
    const arrival = { token: before.arrival.token + 1, focusChanged };
    const left = [...before.documents.keys()].at(-1);
    this.store.set({ ...withDocumentShown(before, sync), arrival });
    if (left && left !== path && this.line.isJoined()) void this.line.request("unwatch-file", { path: left });
    // The browser's own Back has changed the address already.
    if (cause.type !== "back" || cause.to === undefined) this.nameAddress("pushState");
    this.documents.loadCurrent();
  }

  private nameAddress(how: "pushState" | "replaceState"): void {
    const { navigator, workspace } = this.store.get();
    const address = addressOf(workspace.slug, navigator.current);
    // Next's router keeps its own state in the entry and loads the page anew where it is missing.
    if (address !== location.pathname) history[how](history.state, "", address);
  }

  private readonly onPopState = (): void => {
    const to = pathIn(location.pathname);
    if (to !== null) this.do({ type: "back", to });
  };
}
