// The whole runner against an executor that says what each test wants: from a save to what viewers are told and what is
// recorded.
import { type Logger, pino } from "pino";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type DocumentView, emptyView, foldLoad, foldMessage } from "#lib/core/document-view.ts";
import type { QueuedRun } from "#lib/nudges/port.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { AuditBody } from "#lib/protocol/kernel.ts";
import { limits } from "#lib/protocol/limits.ts";
import type { DocumentMessage } from "#lib/protocol/live.ts";
import { sandboxLimits } from "#lib/sandbox/limits.ts";
import { loadDocument } from "#lib/services/document/load-document.ts";
import type { Lease } from "#lib/services/run/claim-run.ts";
import { renewLeases } from "#lib/services/run/partition-leases.ts";
import { commit, put, type TestContext, testContext } from "#lib/testing/context.ts";
import { Runner } from "./runner.ts";
import { type AskedRun, planOf, ScriptedSandbox } from "./testing/scripted-sandbox.ts";

let context: TestContext;
let lease: Lease;
let runner: Runner;
let sandbox: ScriptedSandbox;
let told: DocumentMessage[];
let queued: QueuedRun[];
let logged: { level: number; msg: string }[];
const path = "a.py" as FilePath;
let saves = 0;

beforeAll(async () => {
  context = await testContext();
  const { partition } = await context.db.workspace.findUniqueOrThrow({ where: { id: context.workspaceId } });
  const held = await renewLeases(context, { holder: "one", sandbox: "test", releasable: [] });
  lease = { partition, fence: held.find(({ id }) => id === partition)?.fence ?? -1, holder: "one" };
});
afterAll(() => context.close());

beforeEach(() => {
  [told, queued, logged] = [[], [], []];
  sandbox = new ScriptedSandbox();
  const log: Logger = pino({ level: "info" }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const types = ["run-start", "block-output", "block-result", "run-end"];
  const nudges: TestContext["nudges"] = {
    ...context.nudges,
    emit: (_room, type, message) => {
      if (types.includes(type)) told.push(structuredClone({ type, message }) as DocumentMessage);
    },
    enqueue: async (runs) => void queued.push(...runs),
  };
  runner = new Runner({
    ...{ ctx: { ...context, nudges }, driver: sandbox, limits: sandboxLimits({}), log },
    ...{ blockMs: 20_000, idleKernelMs: 60_000, idleSandboxMs: 60_000 },
  });
  return () => runner.stop();
});

async function load(since = 0) {
  const loaded = await loadDocument(context, { workspaceId: context.workspaceId, path, since });
  if (!loaded) throw new Error("no document");
  return loaded;
}
const save = () => {
  saves += 1;
  return commit(context, [put(path, `x = ${saves}\n`)]);
};
/** Runs what the document wants now; `script` answers for the executor. */
async function run(script: (asked: AskedRun) => void): Promise<AskedRun> {
  const count = sandbox.asked.length;
  const done = runner.runDocument((await load()).documentId, lease);
  await vi.waitUntil(() => sandbox.asked.length > count);
  const asked = sandbox.asked[count] as AskedRun;
  script(asked);
  await done;
  return asked;
}
function executes({ say }: AskedRun, block: string, text: string, reason?: object): void {
  say({ type: "block-start", block }, reason && { reason });
  say({ type: "output", block, stream: "stdout" }, text);
  say({ type: "block-end", block, ok: true, elapsedMs: 1 });
}
const ends = ({ say }: AskedRun, kept?: object) =>
  say({ type: "run-end", status: "ok" }, { reads: [], imports: [], ...(kept ? { kept } : {}) });
const wholeRun = (asked: AskedRun) => {
  asked.say({ type: "plan" }, planOf(["a", "b", "c"], ["a", "b", "c"]));
  for (const block of ["a", "b", "c"]) executes(asked, block, block);
  ends(asked);
};

const durable = (view: DocumentView): DocumentView => ({
  ...view,
  startedAt: 0,
  blocks: view.blocks.map((block) => ({ ...block, live: null })),
});
/** What a viewer sees who was there all along. */
const seenLive = (from: DocumentView) => told.reduce(foldMessage, from);
async function seenAfresh(): Promise<DocumentView> {
  const { messages, answer } = await load();
  return foldLoad(emptyView(path), messages, answer);
}
async function shownView(): Promise<DocumentView> {
  const view = await seenAfresh();
  told = [];
  return view;
}
const results = () => told.flatMap(({ type, message }) => (type === "block-result" ? [message] : []));

test("an executor that predicts rightly and says no more than the plan adds nothing to what viewers are told", async () => {
  await save();
  await run(wholeRun);
  expect(results().map((message) => [message.block, "reason" in message])).toEqual([
    ["a", false],
    ["b", false],
    ["c", false],
  ]);
  expect(told.at(-1)).toMatchObject({ type: "run-end", message: { status: "ok" } });
  expect(told.at(-1)?.message).not.toHaveProperty("kept");
  expect(durable(seenLive(emptyView(path)))).toEqual(durable(await seenAfresh()));
});

test("what ran without being predicted and what was spared are shown so, live and to whoever loads later", async () => {
  await save();
  await run(wholeRun);
  const before = await shownView();
  await save();
  const again = { code: "set-back", text: "ran: c was read" };
  const spared = { code: "kept", text: "kept: what it reads came out equal" };
  await run((asked) => {
    asked.say({ type: "plan" }, planOf(["a", "b", "c"], ["a", "b"]));
    executes(asked, "a", "new a");
    executes(asked, "c", "new c", again);
    ends(asked, { b: spared, a: spared, nobody: spared });
  });
  expect(results().map(({ block, reason }) => [block, reason])).toEqual([
    ["a", undefined],
    ["c", again],
  ]);
  expect(told.at(-1)?.message).toHaveProperty("kept", { b: spared });
  const live = seenLive(before);
  expect(live.blocks.map(({ state, reason }) => [state, reason?.text])).toEqual([
    ["ran", "ran: a was predicted to"],
    ["kept", spared.text],
    ["ran", again.text],
  ]);
  expect(durable(live)).toEqual(durable(await seenAfresh()));
});

test("a block that is cut short and started again shows its second attempt alone, with one result", async () => {
  await save();
  const asked = await run((asked) => {
    asked.say({ type: "plan" }, planOf(["a", "b", "c"], ["a", "b"]));
    asked.say({ type: "block-start", block: "b" });
    asked.say({ type: "output", block: "b", stream: "stdout" }, "first attempt");
    executes(asked, "a", "made again");
    executes(asked, "b", "second");
    ends(asked);
  });
  expect(results().map(({ block, elements }) => [block, elements])).toEqual([
    ["a", [{ kind: "stdout", text: "made again" }]],
    ["b", [{ kind: "stdout", text: "second" }]],
  ]);
  const output = told.flatMap(({ type, message }) => (type === "block-output" ? [message] : []));
  expect(output.filter(({ block }) => block === "b").at(-1)).toMatchObject({ run: asked.run, text: "", n: 0 });
});

test("a block that runs again to the same end after its result was told gets no second result; to another, it does", async () => {
  await save();
  await run((asked) => {
    asked.say({ type: "plan" }, planOf(["a", "b"], ["a", "b"]));
    executes(asked, "a", "same");
    executes(asked, "a", "same");
    executes(asked, "b", "first");
    executes(asked, "b", "other");
    ends(asked);
  });
  expect(results().map(({ block, digest }) => [block, digest])).toHaveLength(3);
  expect(durable(seenLive(emptyView(path))).blocks.map(({ result }) => result?.elements)).toEqual([
    [{ kind: "stdout", text: "same" }],
    [{ kind: "stdout", text: "other" }],
  ]);
});

test("a document whose job comes twice at once runs once", async () => {
  await save();
  const { documentId } = await load();
  const both = Promise.all([runner.runDocument(documentId, lease), runner.runDocument(documentId, lease)]);
  await vi.waitUntil(() => sandbox.asked.length > 0);
  sandbox.asked.forEach(wholeRun);
  await both;
  expect(sandbox.asked).toHaveLength(1);
});

test.each([
  ["failed by itself has a result, which its kernel keeps", undefined, ["a"]],
  ["was cut short has none", "a", []],
])("a block that ends while a newer revision ends its run and %s", async (_what, cutShort, withResult) => {
  await save();
  const { documentId } = await load();
  const done = runner.runDocument(documentId, lease);
  await vi.waitUntil(() => sandbox.asked.length > 0);
  const asked = sandbox.asked[0] as AskedRun;
  asked.say({ type: "plan" }, planOf(["a", "b"], ["a", "b"]));
  asked.say({ type: "block-start", block: "a" });
  await vi.waitUntil(() => told.some(({ type }) => type === "run-start"));
  await save();
  await runner.reconsider();
  asked.say({ type: "block-end", block: "a", ok: false, elapsedMs: 1 });
  asked.say(
    { type: "run-end", status: "interrupted", ...(cutShort ? { block: cutShort } : {}) },
    { reads: [], imports: [] },
  );
  await done;
  expect(told.at(-1)?.message).toMatchObject({ status: "superseded" });
  expect(results().map(({ block, ok }) => [block, ok])).toEqual(withResult.map((block) => [block, false]));
});

test("a reason of no known shape ends the run as malformed, and nothing else", async () => {
  await save();
  await run((asked) => {
    asked.say({ type: "plan" }, planOf(["a"], ["a"]));
    asked.say({ type: "block-start", block: "a" }, { reason: "because" });
    asked.say({ type: "exit", code: 1, signal: null } as never);
  });
  expect(told.at(-1)?.message).toMatchObject({ status: "failed", error: { code: "sandbox" } });
});

const finding = (more: Partial<NonNullable<AuditBody>> = {}) => ({
  ok: false,
  differs: ["b"],
  volatile: [],
  report: "b differs",
  ...more,
});
const audits = () => logged.filter(({ msg }) => msg === "audit");
const cause = async () => (await context.db.document.findFirstOrThrow({ where: { path } })).wantedCause;

test("an audit that finds other results is logged as a warning and makes the document run once more", async () => {
  await save();
  const first = await run(wholeRun);
  first.say({ type: "audit" }, finding());
  await vi.waitUntil(() => queued.length > 0);
  expect(audits()).toMatchObject([{ level: 40, differs: ["b"], report: "b differs", run: first.run }]);
  expect(queued).toMatchObject([{ documentId: (await load()).documentId, partition: lease.partition }]);
  const second = await run(wholeRun);
  expect(told.findLast(({ type }) => type === "run-start")?.message).toMatchObject({ run: second.run, cause: "audit" });
  second.say({ type: "audit" }, finding());
  await vi.waitUntil(() => audits().length === 2);
  expect((await load()).waiting).toBe(false);
});

test("an audit that comes before the run's end is recorded is heard after it, and only once", async () => {
  await save();
  const { say } = await run((asked) => {
    wholeRun(asked);
    asked.say({ type: "audit" }, finding());
    asked.say({ type: "audit" }, finding());
  });
  say({ type: "audit" }, finding());
  await vi.waitUntil(() => queued.length > 0);
  expect(await cause()).toBe("audit");
  expect(audits()).toHaveLength(1);
});

test("an audit that has nothing to tell is no fault", async () => {
  await save();
  const { say } = await run(wholeRun);
  say({ type: "audit" }, null);
  say({ type: "log", level: "info", text: "said after it" } as never);
  await vi.waitUntil(() => logged.some(({ msg }) => msg === "executor"));
  expect(logged.map(({ msg }) => msg)).toEqual(["executor"]);
  expect((await load()).waiting).toBe(false);
});

test.each([
  ["finds nothing", finding({ ok: true, differs: [], volatile: ["a"] }), { level: 30, msg: "audit" }],
  ["failed and names no block", finding({ differs: [] }), { level: 40, msg: "audit" }],
  [
    "has more to say than it may",
    finding({ report: "x".repeat(limits.auditReportChars + 1) }),
    { level: 40, msg: "an audit of no known shape was ignored" },
  ],
])("an audit that %s is logged and runs nothing", async (_what, body, entry) => {
  await save();
  const { say } = await run(wholeRun);
  say({ type: "audit" }, body);
  await vi.waitUntil(() => logged.some(({ msg }) => msg === entry.msg));
  expect(logged.find(({ msg }) => msg === entry.msg)).toMatchObject(entry);
  expect((await load()).waiting).toBe(false);
});

test("a sandbox keeps no more kernels than it may have processes for: the one that was used longest ago goes", async () => {
  const log = pino({ level: "silent" });
  const small = new Runner({
    ...{ ctx: context, driver: sandbox, limits: sandboxLimits({ processes: 12 }), log },
    ...{ blockMs: 20_000, idleKernelMs: 60_000, idleSandboxMs: 60_000 },
  });
  const names = ["one.py", "two.py", "three.py"] as const;
  await commit(
    context,
    names.map((name) => put(name, `"${name}"\n`)),
  );
  const runIn = async (name: string) => {
    const { id } = await context.db.document.findFirstOrThrow({ where: { path: name } });
    const count = sandbox.asked.length;
    const done = small.runDocument(id, lease);
    await vi.waitUntil(() => sandbox.asked.length > count);
    wholeRun(sandbox.asked[count] as AskedRun);
    await done;
  };
  await runIn("one.py");
  await runIn("two.py");
  expect(sandbox.killed).toEqual([]);
  await runIn("three.py");
  expect(sandbox.killed).toEqual([sandbox.opened[0]]);
  // It runs in a new one; the next that nobody has used goes for it.
  await commit(context, [put("one.py", "'again'\n")]);
  await runIn("one.py");
  expect(sandbox.killed).toEqual(sandbox.opened.slice(0, 2));
  await small.stop();
});
