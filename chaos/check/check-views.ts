// (1) Every viewer shows what a new client is shown, and nothing is waited for any more.
import type { DocumentView } from "#lib/core/document-view.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { Viewer } from "../viewer/viewer.ts";
import { firstDifference } from "./compare.ts";
import type { FreshClient } from "./fresh-client.ts";

export type FreshViews = ReadonlyMap<FilePath, DocumentView>;

/** What a new client is shown of every document in the tree. */
export async function loadFreshViews(client: FreshClient): Promise<FreshViews> {
  const views = new Map<FilePath, DocumentView>();
  for (const { path, kind } of client.joined.tree) {
    if (kind === "document") views.set(path, await client.load(path));
  }
  return views;
}

export function checkViewer(viewer: Viewer, client: FreshClient, fresh: FreshViews): string[] {
  const { tab, name } = viewer;
  if (!tab) return [];
  if (!tab.isLive) return [`${name} is not connected`];
  const { tree, navigator } = tab.store.get();
  const { joined } = client;
  const faults: string[] = [];
  if (tree.phase !== "joined" || tree.head !== joined.head) {
    faults.push(`its tree is ${tree.phase} at revision ${tree.head}, the server's is at ${joined.head}`);
  }
  const entries = Object.fromEntries(joined.tree.map((entry) => [entry.path, entry]));
  const treeFault = firstDifference(tree.entries, entries);
  if (treeFault) faults.push(`tree: ${treeFault}`);
  // What is not in the tree is shown as gone, whatever it showed last.
  if (navigator.current !== null && fresh.has(navigator.current)) {
    faults.push(...checkDocument(viewer, navigator.current, fresh));
  }
  return faults.map((fault) => `${name}: ${fault}`);
}

export function checkDocument({ tab }: Viewer, path: FilePath, fresh: FreshViews): string[] {
  const sync = tab?.store.get().documents.get(path);
  const expected = fresh.get(path);
  if (!sync || !expected) return [`${path} is not open, or is no document`];
  const { view, phase, failure } = sync;
  const faults: string[] = [];
  if (phase !== "idle" || failure) faults.push(`${path} is ${phase}${failure ? `: ${failure.message}` : ""}`);
  if (view.status === "running" || view.status === "queued") faults.push(`${path} still shows as ${view.status}`);
  const waiting = view.blocks.filter(({ state }) => state === "queued" || state === "running");
  if (waiting.length > 0) faults.push(`${path}: block ${waiting[0]?.ordinal} still shows as ${waiting[0]?.state}`);
  const difference = firstDifference(comparable(view), comparable(expected));
  if (difference) {
    const where = /^blocks\[(\d+)\]/.exec(difference)?.[1];
    const block = where === undefined ? "" : ` (block ${expected.blocks[Number(where)]?.id})`;
    faults.push(
      `${path}${block}: ${difference}; seq ${view.seq} of ${expected.seq}, run ${view.run} of ${expected.run}`,
    );
  }
  return faults;
}

/** When a run began, the runner and the database say by a clock each. */
function comparable(view: DocumentView): unknown {
  return JSON.parse(JSON.stringify({ ...view, startedAt: null }));
}
