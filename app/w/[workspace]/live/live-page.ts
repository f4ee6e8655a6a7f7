// The shell around the pure cores: it hands them what came from the server and from the viewer, keeps what they answer,
// and does what they ask for. It decides nothing itself.
import { type DocumentSync, type DocumentSyncEvent, startSync, syncDocument } from "#lib/core/document-sync.ts";
import { emptyView } from "#lib/core/document-view.ts";
import { type NavigatorEffect, type NavigatorEvent, navigate } from "#lib/core/navigator.ts";
import { foldTree, type TreeEvent } from "#lib/core/tree.ts";
import type { WireError } from "#lib/protocol/error.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { DocumentMessage, FileChanged, JoinAnswer, Request } from "#lib/protocol/live.ts";
import { addressOf, pathIn } from "./address.ts";
import { ConnectionWatch } from "./connection-watch.ts";
import { withAgent, withFileChanged, withTreeChanged } from "./follow-news.ts";
import { litAfter, noLights, unlit } from "./lights.ts";
import { LiveSocket } from "./live-socket.ts";
import { withDocumentShown, withEntry } from "./open-documents.ts";
import { type PageStart, type PageState, startPage, type Toast } from "./page-state.ts";
import type { ServerMessage } from "./server-messages.ts";

const RETRY_LOAD_MS = 2_000;
const TOAST_MS = 8_000;

export class LivePage {
  private state: PageState;
  private readonly listeners = new Set<() => void>();
  private socket: LiveSocket | null = null;
  private watch: ConnectionWatch | null = null;
  private joined = false;
  private toastTimer: ReturnType<typeof setTimeout> | undefined;
  /** What the viewer chose while nobody could be told; undefined: nothing. */
  private unsentPin: { path: FilePath | null } | undefined;
  private openHolds = 0;

  constructor(start: PageStart) {
    this.state = startPage(start);
  }

  readonly getState = (): PageState => this.state;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  open(): void {
    this.joined = false;
    this.socket = new LiveSocket({
      connected: () => void this.join(this.state.tree.epoch === null ? null : this.state.tree.head),
      disconnected: () => this.fell(),
      refused: (error) => this.loseAccess(error.message),
      message: (message) => this.receive(message),
    });
    this.watch = new ConnectionWatch({
      get: () => this.state.connection,
      set: (connection) => this.update({ ...this.state, connection }),
      connectNow: () => this.socket?.connectNow(),
    });
    this.watch.open();
    this.socket.open();
    this.nameAddress("replaceState");
    window.addEventListener("popstate", this.onPopState);
  }

  close(): void {
    window.removeEventListener("popstate", this.onPopState);
    clearTimeout(this.toastTimer);
    this.watch?.close();
    this.socket?.close();
    this.socket = null;
  }

  // ---- what the viewer does ----

  do(event: NavigatorEvent): void {
    const before = this.state.navigator;
    const { state: navigator, effects } = navigate(before, event);
    if (navigator !== before) this.update({ ...this.state, navigator, toast: this.toastFor(navigator.offer) });
    for (const effect of effects) this.carryOut(effect, event, before.pin);
  }

  /** J: to what the toast offers; else to what changed last. */
  jump(): void {
    const { offer, elsewhere } = this.state.navigator;
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
    const { current } = this.state.navigator;
    const run = current === null ? undefined : this.state.documents.get(current)?.view.run;
    if (current === null || !run || !this.socket) return;
    const answer = await this.socket.request("cancel-run", { path: current, run });
    if (!answer.ok) this.fail(`Run ${run} could not be cancelled. ${answer.error.message}`);
  }

  look(path: FilePath, block: string, token: number): void {
    const lights = this.state.lights.get(path);
    if (lights) this.update({ ...this.state, lights: withEntry(this.state.lights, path, unlit(lights, block, token)) });
  }

  dismissToast(): void {
    this.update({ ...this.state, toast: null });
    this.do({ type: "dismiss" });
  }

  say(announcement: string): void {
    this.update({ ...this.state, announcement });
  }

  // ---- what the server says ----

  private async join(since: number | null): Promise<void> {
    const { slug } = this.state.workspace;
    const answer = await this.socket?.request("join", {
      workspace: slug as never,
      ...(since === null ? {} : { since }),
    });
    if (!answer || !this.socket) return;
    if (answer.ok) this.applyJoin(answer, since);
    else if (answer.error.code === "unavailable" || answer.error.code === "internal") {
      setTimeout(() => this.socket?.isConnected && void this.join(since), RETRY_LOAD_MS);
    } else this.loseAccess(answer.error.message);
  }

  private applyJoin(answer: JoinAnswer, since: number | null): void {
    // The epoch is another one: what was answered is a difference from nothing that we know.
    if (this.stepTree({ type: "joined", answer, since })) return;
    const { agents, here, role, viewer } = answer;
    const first = !this.joined;
    this.joined = true;
    this.update({ ...this.state, agents, here, role, viewer });
    this.watch?.joined(first);
    this.do({ type: "joined", answer, since, urlPath: pathIn(location.pathname), at: Date.now() });
    if (this.unsentPin) this.sendPin(this.unsentPin.path, this.unsentPin.path);
    this.loadCurrent();
  }

  private receive(received: ServerMessage): void {
    switch (received.event) {
      case "run-start":
      case "block-output":
      case "block-result":
      case "run-end":
        this.receiveDocument({ type: received.event, message: received.message } as DocumentMessage);
        break;
      case "file-changed":
        this.receiveChange(received.message);
        break;
      case "tree-changed":
        this.update(withTreeChanged(this.state, received.message));
        this.stepTree({ type: "tree-changed", message: received.message });
        this.do({ type: "tree-changed", message: received.message });
        this.loadWhatAppeared();
        break;
      case "head":
        this.stepTree({ type: "head", revision: received.message.revision });
        for (const [path, seq] of Object.entries(received.message.documents)) {
          this.stepDocument(path as FilePath, { type: "head", seq });
        }
        break;
      case "pin-changed":
        this.do({ type: "pin-changed", path: received.message.path });
        break;
      case "presence":
        this.update({ ...this.state, here: received.message.here });
        break;
      case "agent-status":
        this.update(withAgent(this.state, received.message));
        break;
      case "access-changed":
        if (received.message.role === null) this.loseAccess(received.message.message);
        else this.update({ ...this.state, role: received.message.role });
    }
  }

  private receiveChange(change: FileChanged): void {
    const listedBefore = this.state.navigator.elsewhere.length;
    this.update(withFileChanged(this.state, change, Date.now()));
    this.do({ type: "file-changed", message: change, at: Date.now() });
    this.tellSeveral(listedBefore, change.batch.documents, change.by.name);
  }

  private receiveDocument(message: DocumentMessage): void {
    const path = message.message.file;
    this.stepDocument(path, { type: "message", message });
    const isLive = message.type !== "block-output" && !message.message.replay;
    if (isLive && message.type === "run-start") this.stepTree({ type: "status", path, status: "running" });
    if (isLive && message.type === "run-end") this.stepTree({ type: "status", path, status: message.message.status });
  }

  // ---- steps of the cores ----

  /** Whether the tree asked to join again. */
  private stepTree(event: TreeEvent): boolean {
    const { tree, effects } = foldTree(this.state.tree, event);
    if (tree !== this.state.tree) this.update({ ...this.state, tree });
    for (const effect of effects) void this.join(effect.since);
    return effects.length > 0;
  }

  private stepDocument(path: FilePath, event: DocumentSyncEvent): void {
    const before = this.state.documents.get(path);
    if (!before) return;
    const { state: sync, effects } = syncDocument(before, event);
    if (sync !== before) this.update(this.withDocument(sync, before.view === sync.view));
    for (const { load, path: file, clientRun, since, epoch } of effects) {
      void this.load(load, { path: file, clientRun, since, ...(epoch === null ? {} : { epoch }) });
    }
  }

  private withDocument(sync: DocumentSync, sameView: boolean): PageState {
    const { path } = sync.view;
    const documents = withEntry(this.state.documents, path, sync);
    if (sameView) return { ...this.state, documents };
    const lights = this.state.lights.get(path) ?? noLights;
    const wanted = this.state.changes.get(path)?.revision;
    const arriving = this.state.arrival.focusChanged && wanted !== undefined && sync.view.revision >= wanted;
    return {
      ...this.state,
      documents,
      lights: withEntry(this.state.lights, path, litAfter(lights, sync.view, arriving)),
    };
  }

  private async load(load: number, request: Request<"request-load">): Promise<void> {
    const { path } = request;
    const runBefore = this.state.documents.get(path)?.view.run ?? 0;
    const answer = await this.socket?.request("request-load", request);
    if (!answer) return;
    const { epoch } = this.state.tree;
    if (answer.ok && epoch !== null) {
      this.stepDocument(path, { type: "load-acknowledged", load, answer, epoch });
      if (runBefore > 0) this.watch?.caughtUp(answer.run - runBefore);
      if (this.state.documents.has(path)) this.stepTree({ type: "status", path, status: answer.status });
      return;
    }
    const error: WireError = answer.ok ? { code: "unavailable", message: "Not joined." } : answer.error;
    this.stepDocument(path, { type: "load-failed", load, error });
    if (error.code !== "not-found") setTimeout(() => this.loadAgain(path), RETRY_LOAD_MS);
  }

  private loadAgain(path: FilePath): void {
    if (path === this.state.navigator.current && this.state.documents.get(path)?.failure) this.loadCurrent();
  }

  private loadCurrent(): void {
    const { current } = this.state.navigator;
    if (current === null || !this.joined || !this.socket?.isConnected) return;
    this.stepDocument(current, { type: "load-wanted" });
    this.socket.tell("presence", { path: current });
  }

  private loadWhatAppeared(): void {
    const { current } = this.state.navigator;
    if (current === null || !(current in this.state.tree.entries)) return;
    const sync = this.state.documents.get(current);
    if (sync?.phase === "idle" && (sync.failure || sync.epoch === null)) this.loadCurrent();
  }

  // ---- effects of the navigator ----

  private carryOut(effect: NavigatorEffect, cause: NavigatorEvent, pinBefore: FilePath | null): void {
    if (effect.type === "navigate") this.show(effect.path, effect.focusChanged, cause);
    else if (effect.type === "set-pin") this.sendPin(effect.path, pinBefore);
    else if (effect.type === "announce") this.say(effect.text);
    else this.raise({ kind: "changed", path: effect.path });
  }

  private show(path: FilePath, focusChanged: boolean, cause: NavigatorEvent): void {
    const left = pathIn(location.pathname);
    const sync = this.state.documents.get(path) ?? startSync(emptyView(path), null);
    const arrival = { token: this.state.arrival.token + 1, focusChanged };
    this.update({ ...withDocumentShown(this.state, sync), arrival });
    if (left !== null && left !== path && this.joined) void this.socket?.request("unwatch-file", { path: left });
    // The browser's own Back has changed the address already.
    if (cause.type !== "back" || cause.to === undefined) this.nameAddress("pushState");
    this.loadCurrent();
  }

  private nameAddress(how: "pushState" | "replaceState"): void {
    const { navigator, workspace } = this.state;
    const address = addressOf(workspace.slug, navigator.current);
    if (address === location.pathname) return;
    // Next's router keeps its own state in the entry and loads the page anew where it is missing.
    history[how](history.state, "", address);
  }

  private readonly onPopState = (): void => {
    const to = pathIn(location.pathname);
    if (to !== null) this.do({ type: "back", to });
  };

  private sendPin(path: FilePath | null, before: FilePath | null): void {
    const choice = { path };
    this.unsentPin = choice;
    if (!this.joined || !this.socket?.isConnected) return;
    void this.socket.request("set-pin", { path }).then((answer) => {
      // Without an answer it is sent again after the next join; a newer choice has its own answer.
      if (this.unsentPin !== choice || (!answer.ok && answer.error.code === "unavailable")) return;
      this.unsentPin = undefined;
      if (!answer.ok) this.revertPin(before, answer.error);
    });
  }

  private revertPin(pin: FilePath | null, error: WireError): void {
    const { state: navigator } = navigate(
      { ...this.state.navigator, chosen: false },
      { type: "pin-changed", path: pin },
    );
    this.update({ ...this.state, navigator });
    this.fail(`The pin could not be stored, so it is as it was. ${error.message}`);
  }

  // ---- toasts, connection ----

  private toastFor(offer: FilePath | null): Toast | null {
    const { toast } = this.state;
    return toast?.kind === "changed" && toast.path !== offer ? null : toast;
  }

  private tellSeveral(listedBefore: number, documents: number, by: string): void {
    const { pin, elsewhere, batch, current } = this.state.navigator;
    const complete = documents > 1 && batch?.seen === documents && !batch.moved;
    if (complete && pin === null && current !== null && elsewhere.length > 0 && elsewhere.length >= listedBefore) {
      this.raise({ kind: "several", count: documents, by });
    }
  }

  private fail(text: string): void {
    this.raise({ kind: "failure", text });
  }

  private raise(toast: Toast): void {
    this.update({ ...this.state, toast });
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => this.dismissToast(), TOAST_MS);
  }

  private fell(): void {
    this.joined = false;
    this.stepTree({ type: "disconnected" });
    for (const path of this.state.documents.keys()) this.stepDocument(path, { type: "disconnected" });
    this.watch?.fell();
  }

  private loseAccess(message: string): void {
    this.watch?.close();
    this.socket?.close();
    this.update({ ...this.state, connection: { phase: "no-access", message } });
  }

  private update(state: PageState): void {
    if (state === this.state) return;
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}
