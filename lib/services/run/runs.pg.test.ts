import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { PlanBody } from "#lib/protocol/kernel.ts";
import { commit, put, type TestContext, testContext } from "#lib/testing/context.ts";
import { loadDocument } from "../document/load-document.ts";
import { cancelRun } from "./cancel-run.ts";
import { type ClaimedRun, claimRun, type Lease } from "./claim-run.ts";
import { findWaiting } from "./find-waiting.ts";
import { LEASE_MS, releaseLeases, renewLeases } from "./partition-leases.ts";
import { type RecordedResult, type RecordRunInput, recordRun } from "./record-run.ts";
import { touchRuns } from "./touch-runs.ts";

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
const ended = { status: "ok", error: null, timings: {}, reads: [], imports: [] } as const;
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
