// The workspace's tree as a page knows it: what the join answered, then one message for every revision. A hole in the
// revisions makes the page join again with `since`; what comes meanwhile waits for the answer.
import type { FilePath } from "#lib/protocol/ids.ts";
import type { DocumentStatus, JoinAnswer, TreeChanged, TreeEntry } from "#lib/protocol/live.ts";
import { isDocument } from "./is-document.ts";

/** Plain JSON. `head` is the revision that the entries stand for. */
export type Tree = {
  phase: "joining" | "joined";
  epoch: string | null;
  head: number;
  entries: Record<string, TreeEntry>;
  waiting: TreeChanged[];
};

export type TreeEvent =
  /** `since`: what the join asked with; null: nothing. */
  | {
      type: "joined";
      answer: Pick<JoinAnswer, "epoch" | "head" | "tree" | "removed" | "reset">;
      since: number | null;
    }
  | { type: "tree-changed"; message: TreeChanged }
  /** The newest revision as the `head` message says it. */
  | { type: "head"; revision: number }
  /** What a run's own messages say of a document that is open here. */
  | { type: "status"; path: FilePath; status: DocumentStatus }
  /** The socket is gone, or a join failed: the page joins again by itself, with `since`. */
  | { type: "disconnected" };

/** Join again; `since` null: for everything. */
export type TreeEffect = { type: "rejoin"; since: number | null };
export type TreeStep = { tree: Tree; effects: TreeEffect[] };

/** Before the first join, or as the server painted it. */
export function startTree(entries: TreeEntry[] = [], head = 0, epoch: string | null = null): Tree {
  return { phase: "joining", epoch, head, entries: byPath(entries), waiting: [] };
}

export function foldTree(tree: Tree, event: TreeEvent): TreeStep {
  switch (event.type) {
    case "joined":
      return foldJoin(tree, event.answer, event.since);
    case "tree-changed":
      return foldChange(tree, event.message);
    case "head":
      return tree.phase === "joined" && event.revision > tree.head ? rejoin(tree, tree.head) : stay(tree);
    case "status":
      return stay(withStatus(tree, { [event.path]: event.status }));
    case "disconnected":
      return stay({ ...tree, phase: "joining", waiting: [] });
  }
}

function foldJoin(
  tree: Tree,
  answer: Extract<TreeEvent, { type: "joined" }>["answer"],
  since: number | null,
): TreeStep {
  const { epoch, head, reset } = answer;
  const isDifference = since !== null && !reset;
  // A difference from a revision of another epoch is a difference from nothing that we know.
  if (isDifference && tree.epoch !== null && tree.epoch !== epoch) return rejoin({ ...tree, epoch }, null);
  const kept = isDifference ? { ...tree.entries } : {};
  for (const path of answer.removed) delete kept[path];
  const entries = { ...kept, ...byPath(answer.tree) };
  const joined: Tree = { phase: "joined", epoch, head, entries, waiting: [] };
  return tree.waiting.reduce<TreeStep>((step, message) => {
    const next = foldChange(step.tree, message);
    return { tree: next.tree, effects: [...step.effects, ...next.effects] };
  }, stay(joined));
}

function foldChange(tree: Tree, message: TreeChanged): TreeStep {
  if (tree.phase === "joining") return stay({ ...tree, waiting: [...tree.waiting, message] });
  // Statuses change without a revision (they are told with 0), and hold whatever the tree's is.
  const isStatus = message.added.length + message.removed.length + message.renamed.length === 0;
  if (message.revision === tree.head || (isStatus && message.revision < tree.head)) {
    return stay(withStatus(tree, message.status));
  }
  if (message.revision < tree.head) return stay(tree);
  if (message.revision > tree.head + 1) return rejoin({ ...tree, waiting: [message] }, tree.head);
  const entries = changedEntries(tree.entries, message);
  return stay(withStatus({ ...tree, head: message.revision, entries }, message.status));
}

function changedEntries(before: Tree["entries"], message: TreeChanged): Tree["entries"] {
  const kept = { ...before };
  const gone = [...message.removed, ...message.renamed.map(({ from }) => from)];
  for (const path of gone) delete kept[path];
  // Names may be swapped, so every old name goes before a new one comes.
  const renamed = message.renamed.map(({ to }) => renamedEntry(to));
  return { ...kept, ...byPath(renamed), ...byPath(message.added) };
}

/** A document under another name is another document: it has not run yet, unless the message says so. */
function renamedEntry(path: FilePath): TreeEntry {
  return isDocument(path) ? { path, kind: "document", status: "never-run" } : { path, kind: "file", status: null };
}

function withStatus(tree: Tree, status: Record<string, DocumentStatus>): Tree {
  const changed = Object.entries(status).flatMap(([path, newStatus]) => {
    const entry = tree.entries[path];
    return entry && entry.status !== newStatus ? [{ ...entry, status: newStatus }] : [];
  });
  return changed.length === 0 ? tree : { ...tree, entries: { ...tree.entries, ...byPath(changed) } };
}

function rejoin(tree: Tree, since: number | null): TreeStep {
  return { tree: { ...tree, phase: "joining" }, effects: [{ type: "rejoin", since }] };
}

// Spread, never assigned to: a file may be called __proto__.
function byPath(entries: TreeEntry[]): Tree["entries"] {
  return Object.fromEntries(entries.map((entry) => [entry.path, entry]));
}

function stay(tree: Tree): TreeStep {
  return { tree, effects: [] };
}
