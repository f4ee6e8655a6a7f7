// Each message of the server goes to the core that it concerns.
import type { FilePath } from "#lib/protocol/ids.ts";
import type { DocumentMessage, FileChanged } from "#lib/protocol/live.ts";
import { withAgent, withFileChanged, withTreeChanged } from "./follow-news.ts";
import type { LivePage } from "./live-page.ts";
import type { ServerMessage } from "./server-messages.ts";
import { isSeveralChanged } from "./toasts.ts";

export function receiveMessage(page: LivePage, received: ServerMessage): void {
  const { store, documents } = page;
  switch (received.event) {
    case "run-start":
    case "block-output":
    case "block-result":
    case "run-end":
      receiveDocument(page, { type: received.event, message: received.message } as DocumentMessage);
      break;
    case "file-changed":
      receiveChange(page, received.message);
      break;
    case "tree-changed":
      store.set(withTreeChanged(store.get(), received.message));
      page.stepTree({ type: "tree-changed", message: received.message });
      page.do({ type: "tree-changed", message: received.message });
      documents.loadWhatAppeared();
      break;
    case "head":
      page.stepTree({ type: "head", revision: received.message.revision });
      for (const [path, seq] of Object.entries(received.message.documents)) {
        documents.step(path as FilePath, { type: "head", seq });
      }
      break;
    case "pin-changed":
      page.do({ type: "pin-changed", path: received.message.path });
      break;
    case "presence":
      store.change({ here: received.message.here, others: received.message.others ?? 0 });
      break;
    case "agent-status":
      store.set(withAgent(store.get(), received.message));
      break;
    case "access-changed":
      if (received.message.role === null) page.loseAccess(received.message.message);
      else store.change({ role: received.message.role });
  }
}

function receiveDocument(page: LivePage, message: DocumentMessage): void {
  const path = message.message.file;
  page.documents.step(path, { type: "message", message });
  const isLive = message.type !== "block-output" && !message.message.replay;
  if (isLive && message.type === "run-start") page.stepTree({ type: "status", path, status: "running" });
  if (isLive && message.type === "run-end") page.stepTree({ type: "status", path, status: message.message.status });
}

function receiveChange(page: LivePage, change: FileChanged): void {
  page.store.set(withFileChanged(page.store.get(), change, Date.now()));
  page.do({ type: "file-changed", message: change, at: Date.now() });
  page.following.settle(change);
  const { documents } = change.batch;
  if (isSeveralChanged(page.store.get(), documents)) {
    page.toasts.raise({ kind: "several", count: documents, by: change.by.name });
  }
}
