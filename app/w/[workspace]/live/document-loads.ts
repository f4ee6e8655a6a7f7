// Keeps the open documents in step with the server: hands each message to its document's machine, keeps what comes out,
// and asks for what the machine says is missing.
import { type DocumentSync, type DocumentSyncEvent, syncDocument } from "#lib/core/document-sync.ts";
import type { WireError } from "#lib/protocol/error.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { LoadAnswer, Request } from "#lib/protocol/live.ts";
import { litAfter, noLights } from "./lights.ts";
import type { Line } from "./line.ts";
import { withEntry } from "./open-documents.ts";
import type { PageState } from "./page-state.ts";
import type { PageStore } from "./page-store.ts";
import { wantTextTools } from "./text-tools.ts";

const RETRY_MS = 2_000;

export class DocumentLoads {
  private readonly store: PageStore;
  private readonly line: Line;
  private readonly onLoaded: (answer: LoadAnswer, runBefore: number) => void;

  constructor(store: PageStore, line: Line, onLoaded: (answer: LoadAnswer, runBefore: number) => void) {
    this.store = store;
    this.line = line;
    this.onLoaded = onLoaded;
  }

  step(path: FilePath, event: DocumentSyncEvent): void {
    const before = this.store.get().documents.get(path);
    if (!before) return;
    // So are those that a run changes.
    if (event.type === "message" && event.message.type === "run-start") wantTextTools();
    const { state: sync, effects } = syncDocument(before, event);
    if (sync !== before) this.store.set(withSync(this.store.get(), sync, before.view === sync.view));
    for (const { load, path: file, clientRun, since, epoch } of effects) {
      void this.load(load, { path: file, clientRun, since, ...(epoch === null ? {} : { epoch }) });
    }
  }

  disconnected(): void {
    for (const path of this.store.get().documents.keys()) this.step(path, { type: "disconnected" });
  }

  loadCurrent(): void {
    const { current } = this.store.get().navigator;
    if (current === null || !this.line.isJoined()) return;
    this.step(current, { type: "load-wanted", epoch: this.store.get().tree.epoch });
    this.line.tell("presence", { path: current });
  }

  /** The document that is shown may have come into the tree only now. */
  loadWhatAppeared(): void {
    const { navigator, tree, documents } = this.store.get();
    if (navigator.current === null || !(navigator.current in tree.entries)) return;
    const sync = documents.get(navigator.current);
    if (sync?.phase === "idle" && (sync.failure || sync.epoch === null)) this.loadCurrent();
  }

  private async load(load: number, request: Request<"request-load">): Promise<void> {
    const { path } = request;
    const runBefore = this.store.get().documents.get(path)?.view.run ?? 0;
    // All of its texts are on their way.
    if (runBefore === 0) wantTextTools();
    const answer = await this.line.request("request-load", request);
    const { epoch } = this.store.get().tree;
    if (answer.ok && epoch !== null) {
      this.step(path, { type: "load-acknowledged", load, answer, epoch });
      this.onLoaded(answer, runBefore);
      return;
    }
    const error: WireError = answer.ok ? { code: "unavailable", message: "Not joined." } : answer.error;
    this.step(path, { type: "load-failed", load, error });
    if (error.code !== "not-found") setTimeout(() => this.loadAgain(path), RETRY_MS);
  }

  private loadAgain(path: FilePath): void {
    const { navigator, documents } = this.store.get();
    if (path === navigator.current && documents.get(path)?.failure) this.loadCurrent();
  }
}

function withSync(state: PageState, sync: DocumentSync, sameView: boolean): PageState {
  const { path } = sync.view;
  const documents = withEntry(state.documents, path, sync);
  if (sameView) return { ...state, documents };
  const wanted = state.changes.get(path)?.revision;
  const arriving = state.arrival.focusChanged && wanted !== undefined && sync.view.revision >= wanted;
  const lights = litAfter(state.lights.get(path) ?? noLights, sync.view, arriving);
  return { ...state, documents, lights: withEntry(state.lights, path, lights) };
}
