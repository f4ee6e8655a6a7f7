import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type DocumentView, emptyView, foldLoad } from "#lib/core/document-view.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { PlanBody } from "#lib/protocol/kernel.ts";
import { commit, put, remove, type TestContext, testContext } from "#lib/testing/context.ts";
import { loadDocument, loadFrom, readDocumentAt } from "../document/load-document.ts";
import { cancelRun } from "./cancel-run.ts";
import { type ClaimedRun, claimRun, type Lease } from "./claim-run.ts";
import { findWaiting } from "./find-waiting.ts";
import { LEASE_MS, releaseLeases, renewLeases } from "./partition-leases.ts";
import { readActivity } from "./read-activity.ts";
import { type RecordedResult, type RecordRunInput, recordRun } from "./record-run.ts";
import { touchRuns } from "./touch-runs.ts";
import { wantAuditRun } from "./want-audit-run.ts";

let context: TestContext;
let partition: number;
let lease: Lease;
beforeAll(async () => {
  context = await testContext();
  ({ partition } = await context.db.workspace.findUniqueOrThrow({ where: { id: context.workspaceId } }));
});
afterAll(() => context.close());
beforeEach(async () => {
  await releaseLeases(context, { holder: "one" });
  await releaseLeases(context, { holder: "two" });
  lease = await leaseOf("one");
});

async function leaseOf(holder: string): Promise<Lease> {
  const held = await renewLeases(context, { holder, sandbox: "test", releasable: [] });
  const fence = held.find((each) => each.id === partition)?.fence ?? -1;
  return { partition, fence, holder };
}

let files = 0;
async function freshDocument(): Promise<string> {
  files += 1;
  const path = `doc${files}.py`;
  await commit(context, [put(path, `x = ${files}\n`)]);
  return path;
}
const idOf = async (path: string) =>
  (await loadDocument(context, { workspaceId: context.workspaceId, path, since: 0 }))?.documentId ?? "";
async function claim(path: string, by = lease): Promise<ClaimedRun | null> {
  return claimRun(context, { documentId: await idOf(path), lease: by, treeRevision: 0 });
}
async function claimed(path: string): Promise<ClaimedRun> {
  const run = await claim(path);
  if (!run) throw new Error("nothing to claim");
  return run;
}

const plan = (...ids: string[]): PlanBody => ({
  blocks: ids.map((id, index) => ({
    ...{
      id,
      ordinal: index + 1,
      kind: "code",
      hash: `h-${id}`,
      line: index + 1,
      source: id,
      pieces: [],
      hide: [],
      evaluated: true,
      warnings: [],
    },
  })),
  dirty: ids,
  reasons: Object.fromEntries(ids.map((id) => [id, { code: "first-run", text: "ran: first time in this kernel" }])),
});
const result = (block: string, text: string): RecordedResult => ({
  ...{ block, ordinal: 1, hash: `h-${block}`, ok: true, digest: text, elements: [{ kind: "stdout", text }] },
  ...{ error: null, reason: null, elapsedMs: 1, unchanged: false },
});
const ended = { status: "ok", error: null, timings: {}, reads: [], imports: [], kept: {}, amended: null } as const;
const record = (run: ClaimedRun, more: Partial<RecordRunInput>, by = lease) =>
  recordRun(context, {
    ...{ lease: by, workspaceId: run.workspaceId, documentId: run.documentId, run: run.run, revision: run.revision },
    ...{ start: null, results: [], end: null },
    ...more,
  });
const load = async (path: string, since = 0, epoch?: string) => {
  const loaded = await loadDocument(context, { workspaceId: context.workspaceId, path, since, epoch });
  if (!loaded) throw new Error("no document");
  return loaded;
};
const end = (run: ClaimedRun, more: Partial<RecordRunInput> = {}) =>
  record(run, { end: { ...ended, reads: [], imports: [] }, ...more });

test("a job that runs twice is harmless: the second finds nothing to claim", async () => {
  const path = await freshDocument();
  const run = await claimed(path);
  await end(run, { start: plan("a"), results: [result("a", "1")] });
  expect(await claim(path)).toBeNull();
});

test("a claim hands over the source and the changed files of one and the same revision", async () => {
  const path = await freshDocument();
  const { revision } = await commit(context, [put("data.txt", "hello")]);
  const run = await claimed(path);
  expect(run.revision).toBe(revision);
  expect(Buffer.from(run.source.data ?? "", "base64").toString()).toMatch(/^x = \d+\n$/);
  expect(run.files.map((file) => file.path)).toContain("data.txt");
});

test("[L2] seq grows by exactly one with every durable message, and replays tell it", async () => {
  const path = await freshDocument();
  const run = await claimed(path);
  expect(await record(run, { start: plan("a", "b"), results: [result("a", "1")] })).toEqual({
    base: 0,
    wantsMore: true,
  });
  expect(await end(run, { results: [result("b", "2")] })).toEqual({ base: 2, wantsMore: false });
  const { messages, answer } = await load(path);
  expect(messages.map(({ type, message }) => [type, "seq" in message && message.seq])).toEqual([
    ["run-start", 1],
    ["block-result", 2],
    ["block-result", 3],
    ["run-end", 4],
  ]);
  expect(answer).toMatchObject({ seq: 4, run: run.run, status: "ok" });
});

test("[L2a] a load sends just what is newer; a since beyond the server's, or another epoch, counts as 0", async () => {
  const path = await freshDocument();
  await end(await claimed(path), { start: plan("a", "b"), results: [result("a", "1"), result("b", "2")] });
  const types = async (since: number, epoch?: string) =>
    (await load(path, since, epoch)).messages.map(({ type }) => type);
  expect(await types(4)).toEqual([]);
  expect(await types(2)).toEqual(["block-result", "run-end"]);
  const all = ["run-start", "block-result", "block-result", "run-end"];
  expect(await types(99)).toEqual(all);
  expect(await types(4, "00000000-0000-4000-8000-000000000000")).toEqual(all);
  expect(await types(4, (await load(path)).epoch)).toEqual([]);
});

const because = (text: string) => ({ code: "after-changed", text: `ran: ${text}` }) as const;
const spared = (text: string) => ({ code: "kept", text: `kept: ${text}` }) as const;

/** Its plan says that a and b run; b did not have to, c had to. */
async function amendedRun(path: string) {
  await end(await claimed(path), { start: plan("a", "b", "c"), results: ["a", "b", "c"].map((id) => result(id, "1")) });
  await commit(context, [put(path, "x = 0\n")]);
  const run = await claimed(path);
  const three = plan("a", "b", "c");
  const start: PlanBody = {
    ...{ blocks: three.blocks, dirty: ["a", "b"] },
    reasons: { a: because("edited"), b: because("it follows a"), c: spared("nothing before it changed") },
  };
  const kept = { b: spared("what it reads came out equal") };
  const reasons = { ...start.reasons, ...kept, c: because("c was read") };
  const results = [
    { ...result("a", "2"), reason: because("edited") },
    { ...result("c", "2"), reason: because("c was read") },
  ];
  return {
    run,
    start,
    results,
    end: { ...ended, reads: [], imports: [], kept, amended: { dirty: ["a", "c"], reasons } },
  };
}

test("[L2a] whoever loads after a run sees what really ran and why, wherever they had left off", async () => {
  const path = await freshDocument();
  const { run, start, results, end: amendedEnd } = await amendedRun(path);
  const view = (from: DocumentView, { messages, answer }: Awaited<ReturnType<typeof load>>) =>
    foldLoad(from, messages, answer);
  const blank = emptyView(path as FilePath);
  await record(run, { start });
  const atStart = view(blank, await load(path));
  expect(atStart.blocks.map(({ dirty }) => dirty)).toEqual([true, true, false]);
  await record(run, { results });
  const underWay = view(atStart, await load(path, atStart.seq));
  await record(run, { end: amendedEnd });
  const after = view(blank, await load(path));
  expect(after.blocks.map(({ state, reason, result }) => [state, reason?.text, result?.run === run.run])).toEqual([
    ["ran", "ran: edited", true],
    ["kept", "kept: what it reads came out equal", false],
    ["ran", "ran: c was read", true],
  ]);
  expect(view(atStart, await load(path, atStart.seq))).toEqual(after);
  expect(view(underWay, await load(path, underWay.seq))).toEqual(after);
});

test("a run of one batch is recorded as it came out, not as it was planned", async () => {
  const path = await freshDocument();
  const { run, ...batch } = await amendedRun(path);
  await record(run, batch);
  const { dirty } = await context.db.run.findFirstOrThrow({ where: { documentId: run.documentId, number: run.run } });
  expect(dirty).toEqual(["a", "c"]);
});

test("an audit that finds other results makes its document run once more, and once only for a revision", async () => {
  const path = await freshDocument();
  const audited = await claimed(path);
  expect(await wantAuditRun(context, { lease, audited })).toBe(false);
  await end(audited, { start: plan("a"), results: [result("a", "1")] });
  expect(await wantAuditRun(context, { lease: { ...lease, fence: lease.fence - 1 }, audited })).toBe(false);
  expect(await wantAuditRun(context, { lease, audited })).toBe(true);
  expect(await wantAuditRun(context, { lease, audited })).toBe(false);
  const again = await claimed(path);
  expect(again).toMatchObject({ cause: "audit", revision: audited.revision });
  expect(await end(again, { start: plan("a"), results: [result("a", "2")] })).toMatchObject({ wantsMore: false });
  expect(await wantAuditRun(context, { lease, audited: again })).toBe(false);
  expect(await wantAuditRun(context, { lease, audited })).toBe(false);
  await commit(context, [put(path, "x = 0\n")]);
  const next = await claimed(path);
  expect(next.cause).toBe("edit");
  await end(next, { start: plan("a"), results: [result("a", "3")] });
  expect(await wantAuditRun(context, { lease, audited: next })).toBe(true);
});

test("an audit of what a newer save has replaced wants nothing", async () => {
  const path = await freshDocument();
  const audited = await claimed(path);
  await end(audited, { start: plan("a"), results: [result("a", "1")] });
  await commit(context, [put(path, "x = 0\n")]);
  expect(await wantAuditRun(context, { lease, audited })).toBe(false);
  expect((await claimed(path)).cause).toBe("edit");
});

test("a file that changed while an audit's run read it makes a run of its own cause", async () => {
  const path = await freshDocument();
  const audited = await claimed(path);
  await end(audited, { start: plan("a"), results: [result("a", "1")] });
  await wantAuditRun(context, { lease, audited });
  const again = await claimed(path);
  await commit(context, [put("table.csv", "2\n")]);
  await end(again, { start: plan("a"), end: { ...ended, reads: ["table.csv"], imports: [] } });
  expect((await claimed(path)).cause).toBe("dependency");
});

test("a run that lost its document to a newer claim writes nothing more", async () => {
  const path = await freshDocument();
  const older = await claimed(path);
  const newer = await claimed(path);
  expect(await record(older, { start: plan("a"), results: [result("a", "old")] })).toBeNull();
  expect(await end(newer, { start: plan("a"), results: [result("a", "new")] })).toMatchObject({ base: 0 });
});

test("a runner whose lease another one took over writes nothing more", async () => {
  const path = await freshDocument();
  const run = await claimed(path);
  await context.db.partition.updateMany({ where: { holder: "one" }, data: { expiresAt: new Date(0) } });
  await context.db.runner.update({ where: { id: "one" }, data: { seenAt: new Date(0) } });
  const successor = await leaseOf("two");
  expect(successor.fence).toBeGreaterThan(lease.fence);
  expect(await record(run, { start: plan("a") })).toBeNull();
  expect(await claim(path)).toBeNull();
  expect(await claim(path, successor)).not.toBeNull();
});

test("what a run read and what changed meanwhile makes its document want to run again", async () => {
  const path = await freshDocument();
  await commit(context, [put("input.csv", "1\n")]);
  const run = await claimed(path);
  const { revision } = await commit(context, [put("input.csv", "2\n")]);
  const recorded = await end(run, { start: plan("a"), end: { ...ended, reads: ["input.csv"], imports: [] } });
  expect(recorded?.wantsMore).toBe(true);
  expect((await claimed(path)).revision).toBe(revision);
});

test("a superseded run leaves its document wanting; any other end settles it", async () => {
  const path = await freshDocument();
  const first = await claimed(path);
  const superseded = { ...ended, status: "superseded", reads: null, imports: null } as const;
  expect((await record(first, { start: plan("a"), end: superseded }))?.wantsMore).toBe(true);
  const second = await claimed(path);
  expect((await record(second, { start: plan("a"), end: { ...superseded, status: "cancelled" } }))?.wantsMore).toBe(
    false,
  );
});

test("the sweeper finds a document whose job was lost or whose runner died, and no other", async () => {
  const path = await freshDocument();
  const id = await idOf(path);
  const age = (data: object) => context.db.document.update({ where: { id }, data });
  const isFound = async () =>
    (await findWaiting(context, { limit: 1_000 })).some(({ documentId }) => documentId === id);
  expect(await isFound()).toBe(false);
  await age({ wantedAt: new Date(Date.now() - 5_000) });
  expect(await isFound()).toBe(true);
  const run = await claimed(path);
  expect(await isFound()).toBe(false);
  await age({ claimedAt: new Date(Date.now() - 10_000) });
  expect(await isFound()).toBe(true);
  await touchRuns(context, { runs: [{ documentId: id, run: run.run }] });
  expect(await isFound()).toBe(false);
});

test("a cancelled run is told by its row, so that a lost nudge delays it and no more", async () => {
  const path = await freshDocument();
  const run = await claimed(path);
  const target = { workspaceId: context.workspaceId, path };
  expect(await cancelRun(context, { ...target, run: run.run - 1 })).toEqual({ cancelled: false });
  expect(await cancelRun(context, { ...target, run: run.run })).toEqual({ cancelled: true });
  const [row] = await touchRuns(context, { runs: [{ documentId: run.documentId, run: run.run }] });
  expect(row?.cancelRun).toBe(run.run);
});

test("two runners share the partitions, and nobody holds one twice", async () => {
  await leaseOf("two");
  const one = await renewLeases(context, {
    holder: "one",
    sandbox: "test",
    releasable: Array.from({ length: 16 }, (_, id) => id),
  });
  const two = await renewLeases(context, { holder: "two", sandbox: "test", releasable: [] });
  expect(one).toHaveLength(8);
  expect(two).toHaveLength(8);
  expect(new Set([...one, ...two].map(({ id }) => id)).size).toBe(16);
  expect(LEASE_MS).toBeLessThan(10_000);
});

test("a document is shown as it was after any of its runs, whatever ran since", async () => {
  const path = await freshDocument();
  const first = await claimed(path);
  await end(first, { start: plan("a", "b"), results: [result("a", "1"), result("b", "1")] });
  await commit(context, [put(path, "x = 'second'\n")]);
  const second = await claimed(path);
  // One block ran, another is new, a third is gone.
  await end(second, {
    start: { ...plan("a", "c"), dirty: ["a", "c"] },
    results: [result("a", "2"), result("c", "2")],
  });
  const then = await at(first.run);
  expect(then.blocks.map(({ id, result: shown }) => [id, shown?.digest])).toEqual([
    ["a", "1"],
    ["b", "1"],
  ]);
  expect(await at(second.run)).toEqual((await shownNow(path)) satisfies DocumentView);
  expect(await readDocumentAt(context, { workspaceId: context.workspaceId, run: 1_000_000 })).toBeNull();
});

async function at(run: number): Promise<DocumentView> {
  const snapshot = await readDocumentAt(context, { workspaceId: context.workspaceId, run });
  if (!snapshot) throw new Error("nothing is known of this run");
  const { messages, answer } = loadFrom(snapshot, { since: 0 });
  return foldLoad(emptyView(snapshot.path), messages, answer);
}

async function shownNow(path: string): Promise<DocumentView> {
  const { messages, answer } = await load(path);
  return foldLoad(emptyView(path as FilePath), messages, answer);
}

test("activity tells every revision with its files and runs, newest first, and what each block of a run did", async () => {
  const path = await freshDocument();
  const run = await claimed(path);
  const { revision } = await commit(context, [put("more.txt", "1"), put("other.txt", "1")], { message: "two files" });
  await end(run, {
    start: { ...plan("a", "b", "c", "d"), dirty: ["a", "b", "d"] },
    results: [result("a", "1"), { ...result("b", "1"), ok: false }],
  });
  const read = (more = {}) => readActivity(context, { workspaceId: context.workspaceId, limit: 2, ...more });
  const { revisions, more } = await read();
  expect(more).toBe(true);
  expect(revisions[0]).toMatchObject({
    ...{ number: revision, origin: "agent", byName: "laptop", message: "two files", fileCount: 2 },
    files: [
      { path: "more.txt", change: "added", from: null },
      { path: "other.txt", change: "added", from: null },
    ],
    runs: [],
  });
  expect(revisions[1]?.runs).toMatchObject([{ number: run.run, path, status: "ok", isKnown: true, cells: "rfkq" }]);
  // Older ones are asked for by the last number that is known; filters tell what has to do with a file or a word.
  expect((await read({ before: revision })).revisions[0]?.number).toBe(revision - 1);
  expect((await read({ path })).revisions.map(({ number }) => number)).toEqual([revision - 1]);
  expect((await read({ words: "TWO fil" })).revisions.map(({ number }) => number)).toEqual([revision]);
  expect((await read({ words: "100%_" })).revisions).toEqual([]);
  await commit(context, [remove("more.txt"), put("other.txt", "2")]);
  expect((await read()).revisions[0]?.files).toMatchObject([{ change: "removed" }, { change: "modified" }]);
});
