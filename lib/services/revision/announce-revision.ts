// After the commit: who watches hears of it, runs that no longer matter are told, and the documents' jobs are queued.
// All of it is nudges: what is lost here is found again from Postgres, so nobody waits for it.
import type { CommitPlan } from "#lib/core/ingest-plan.ts";
import { isDocument } from "#lib/core/is-document.ts";
import type { QueuedRun } from "#lib/nudges/port.ts";
import { priority } from "#lib/protocol/job.ts";
import { type FileChanged, rooms, type TreeChanged } from "#lib/protocol/live.ts";
import type { ServiceContext } from "../service-context.ts";
import { treeEntry } from "../workspace/join-workspace.ts";
import type { WrittenDocument } from "./write-revision.ts";

export type AnnounceRevisionInput = {
  workspaceId: string;
  partition: number;
  revision: number;
  by: FileChanged["by"];
  plan: CommitPlan;
  documents: WrittenDocument[];
};

/** A branch switch may touch thousands of files: tree-changed names them all, file-changed only so many. */
const TOLD_AT_MOST = 200;

export function announceRevision(ctx: Pick<ServiceContext, "nudges">, input: AnnounceRevisionInput): void {
  const { nudges } = ctx;
  for (const document of input.documents) {
    if (document.running) nudges.control({ type: "superseded", documentId: document.id });
  }
  void queueRuns(ctx, input).catch(() => undefined);
  placeFollowers(nudges, input);
  const room = rooms.workspace(input.workspaceId);
  nudges.emit(room, "tree-changed", treeChanged(input));
  const { revision, by, plan } = input;
  const documentsFirst = [...plan.events].sort((a, b) => Number(isDocument(b.path)) - Number(isDocument(a.path)));
  for (const event of documentsFirst.slice(0, TOLD_AT_MOST)) {
    nudges.emit(room, "file-changed", { ...event, revision, batch: plan.batch, by });
  }
}

/** The one document of a revision is where those who follow will be: its results need not wait for their asking. */
function placeFollowers(
  nudges: ServiceContext["nudges"],
  { workspaceId, plan, documents }: AnnounceRevisionInput,
): void {
  const changed = plan.events.filter(({ path, change }) => isDocument(path) && change !== "removed");
  const document = documents.find(({ path }) => path === changed[0]?.path);
  if (plan.batch.documents !== 1 || !document) return;
  nudges.place(rooms.followers(workspaceId), rooms.document(document.id));
}

async function queueRuns({ nudges }: Pick<ServiceContext, "nudges">, input: AnnounceRevisionInput): Promise<void> {
  const wanted = input.documents.filter((document) => document.why !== "removed");
  if (wanted.length === 0) return;
  // A single edit has nothing to be ranked against: it goes first, and nobody needs to be asked who watches.
  const watched = wanted.length > 1 ? await nudges.watched(wanted.map((document) => document.id)) : new Set<string>();
  const ranked = wanted.map(({ id, why }): QueuedRun => {
    const rank = why === "dependent" ? priority.dependent : priority.edited;
    const first = watched.has(id) || wanted.length === 1;
    return { documentId: id, partition: input.partition, priority: first ? priority.watched : rank };
  });
  await nudges.enqueue(ranked.sort((a, b) => a.priority - b.priority));
}

function treeChanged({ revision, plan, documents }: AnnounceRevisionInput): TreeChanged {
  const of = (...changes: FileChanged["change"][]) => plan.events.filter((event) => changes.includes(event.change));
  const status = documents
    .filter(({ why }) => why !== "removed")
    .map(({ path, running }) => [path, running ? "running" : "queued"] as const);
  return {
    revision,
    added: of("added", "renamed").map(({ path }) => treeEntry(path, "queued")),
    removed: of("removed").map(({ path }) => path),
    renamed: of("renamed").flatMap(({ path, from }) => (from ? [{ from, to: path }] : [])),
    status: Object.fromEntries(status),
  };
}
