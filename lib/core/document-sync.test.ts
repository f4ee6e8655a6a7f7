import fc from "fast-check";
import { expect, test } from "vitest";
import type { DocumentMessage } from "#lib/protocol/live.ts";
import { type DocumentSync, startSync, syncDocument } from "./document-sync.ts";
import { type DocumentView, emptyView, foldLoad, foldMessage } from "./document-view.ts";
import { DocumentPage } from "./testing/document-page.ts";
import { DocumentServer, type Edit, path } from "./testing/document-server.ts";

const at = fc.nat(20);
const edit: fc.Arbitrary<Edit> = fc.record({
  type: fc.constantFrom("insert", "insert", "change", "change", "prose", "remove", "move"),
  at,
});

type Act = (page: DocumentPage) => void;

/** Each bit says of one block that was to run whether it did not have to. */
const sparedBy = (bits: number) => (index: number) => ((bits >> (index % 3)) & 1) === 1;

const authoring: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.array(edit, { maxLength: 4 }).map((edits) => (page: DocumentPage) => page.server.startRun(edits)),
  },
  { weight: 2, arbitrary: fc.constant((page: DocumentPage) => page.server.end("superseded")) },
  { weight: 1, arbitrary: fc.constant((page: DocumentPage) => page.server.end("cancelled")) },
  { weight: 1, arbitrary: fc.constant((page: DocumentPage) => page.server.end("ok")) },
  {
    weight: 1,
    arbitrary: fc.constant((page: DocumentPage) =>
      page.server.end("failed", { code: "kernel-died", message: "the process died", hint: "save again", block: "b1" }),
    ),
  },
  { weight: 6, arbitrary: fc.boolean().map((ok) => (page: DocumentPage) => page.server.result(ok)) },
  { weight: 2, arbitrary: fc.nat(5).map((at) => (page: DocumentPage) => page.server.result(true, at)) },
  {
    weight: 2,
    arbitrary: fc.nat(7).map((bits) => (page: DocumentPage) => page.server.end("ok", null, sparedBy(bits))),
  },
  { weight: 3, arbitrary: fc.string({ maxLength: 5 }).map((text) => (page: DocumentPage) => page.server.output(text)) },
  { weight: 1, arbitrary: fc.constant((page: DocumentPage) => page.server.restart()) },
);

const fault: fc.Arbitrary<Act> = fc.oneof(
  fc.constant((page: DocumentPage) => page.drop()),
  at.map((later) => (page: DocumentPage) => page.repeat(later)),
  at.map((later) => (page: DocumentPage) => page.delay(later)),
  fc.constant((page: DocumentPage) => page.cut()),
  fc.constant((page: DocumentPage) => page.failLoad()),
);

const passage: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.constant((page: DocumentPage) => page.deliver()) },
  { weight: 2, arbitrary: fc.constant((page: DocumentPage) => page.readLoad()) },
  { weight: 2, arbitrary: fc.constantFrom(0, 1, -1).map((pick) => (page: DocumentPage) => page.sendLoad(pick)) },
  { weight: 2, arbitrary: fc.constant((page: DocumentPage) => page.connect()) },
  { weight: 1, arbitrary: fc.constant((page: DocumentPage) => page.head()) },
);

const acts = (...kinds: fc.Arbitrary<Act>[]) => fc.array(fc.oneof(...kinds), { maxLength: 80, size: "max" });

/** Live output is volatile: only what is durable must be equal. */
function durable(view: DocumentView): DocumentView {
  return { ...view, blocks: view.blocks.map((block) => ({ ...block, live: null })) };
}

function viewWithoutFaults(page: DocumentPage): DocumentView {
  return durable(page.stream.reduce(foldMessage, emptyView(path)));
}

function freshView(page: DocumentPage): DocumentView {
  const { replay, answer } = page.server.load(0, page.server.epochName);
  return durable(foldLoad(emptyView(path), replay, answer));
}

test("[L3] whatever is cut, repeated, delayed or lost, the view ends as if nothing had been", () => {
  fc.assert(
    fc.property(acts(authoring, passage, fault), (steps) => {
      const page = new DocumentPage();
      for (const step of steps) step(page);
      page.settle();
      expect(durable(page.view)).toEqual(viewWithoutFaults(page));
    }),
    { numRuns: 1500 },
  );
});

test("[L3] answers to loads that were given up may come late and in any order", () => {
  const loading: fc.Arbitrary<Act> = fc.oneof(
    fc.constant((page: DocumentPage) => {
      page.reopen();
      page.readLoad();
    }),
    fc.constantFrom(0, 1, 2, -1, -1).map((pick) => (page: DocumentPage) => page.sendLoad(pick)),
    fc.constantFrom(1, 2, 99, 99).map((count) => (page: DocumentPage) => {
      for (let i = 0; i < count; i += 1) page.deliver();
    }),
  );
  const running: fc.Arbitrary<Act> = fc.oneof(
    fc.array(edit, { maxLength: 2 }).map((edits) => (page: DocumentPage) => page.server.startRun(edits)),
    fc.boolean().map((ok) => (page: DocumentPage) => page.server.result(ok)),
    fc.nat(5).map((at) => (page: DocumentPage) => page.server.result(true, at)),
    fc.nat(7).map((bits) => (page: DocumentPage) => page.server.end("ok", null, sparedBy(bits))),
  );
  fc.assert(
    fc.property(acts(loading, running), (steps) => {
      const page = new DocumentPage();
      page.connect();
      for (const step of steps) step(page);
      page.settle();
      expect(durable(page.view)).toEqual(viewWithoutFaults(page));
    }),
    { numRuns: 1500 },
  );
});

test("[L2a] a load from nothing gives the view that the whole stream gives", () => {
  fc.assert(
    fc.property(acts(authoring), (steps) => {
      const page = new DocumentPage();
      for (const step of steps) step(page);
      expect(freshView(page)).toEqual(viewWithoutFaults(page));
    }),
    { numRuns: 500 },
  );
});

test("[L2a] after the database went back to an older copy, a page shows what that copy holds", () => {
  fc.assert(
    fc.property(acts(authoring, passage, fault), acts(authoring, passage), acts(authoring, passage), (a, b, c) => {
      const page = new DocumentPage();
      for (const step of a) step(page);
      const saved = page.server.save();
      for (const step of b) step(page);
      page.cut();
      page.server.restore(saved);
      for (const step of c) step(page);
      page.settle();
      expect(durable(page.view)).toEqual(freshView(page));
    }),
    { numRuns: 500 },
  );
});

test("[L5] while a page is under way, a block that had a result and stays in the document still has one", () => {
  fc.assert(
    fc.property(acts(authoring, passage, fault), (steps) => {
      const page = new DocumentPage();
      for (const step of steps) {
        const before = new Set(page.view.blocks.filter((block) => block.result).map((block) => block.id));
        step(page);
        const blank = page.view.blocks.filter((block) => before.has(block.id) && !block.result);
        expect(blank).toEqual([]);
      }
    }),
    { numRuns: 500 },
  );
});

test("[L2] a view's seq never goes back, nor skips what it has not seen, within one epoch", () => {
  fc.assert(
    fc.property(acts(authoring, passage, fault), (steps) => {
      const page = new DocumentPage();
      for (const step of steps) {
        const { seq } = page.view;
        const { load } = page.sync;
        const wasLoading = page.sync.phase === "loading";
        step(page);
        expect(page.view.seq).toBeGreaterThanOrEqual(seq);
        if (!wasLoading && page.sync.load === load) expect(page.view.seq).toBeLessThanOrEqual(seq + 1);
      }
    }),
    { numRuns: 500 },
  );
});

/** A page that has seen a run of two blocks to its end, and the messages of the next run. */
function loadedPage() {
  const page = new DocumentPage();
  page.server.startRun([
    { type: "insert", at: 0 },
    { type: "insert", at: 1 },
  ]);
  page.server.result(true);
  page.server.result(true);
  page.server.end("ok");
  page.settle();
  const sent = page.stream.length;
  page.server.startRun([{ type: "change", at: 0 }]);
  page.server.result(true);
  page.server.end("ok");
  return { state: page.sync, next: page.stream.slice(sent), server: page.server };
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("this test reads more than there is");
  return value;
}

const message = (one: DocumentSync, sent: DocumentMessage | undefined) =>
  syncDocument(one, { type: "message", message: must(sent) });

test("[L2] a hole in seq starts one load with since, and later messages wait for its acknowledgement", () => {
  const { state, next, server } = loadedPage();
  const holed = message(state, next[1]);
  const again = message(holed.state, next[2]);
  expect(holed.effects).toEqual([{ type: "load", load: 2, path, clientRun: 1, since: 4, epoch: "epoch 1" }]);
  expect(again.effects).toEqual([]);
  expect(again.state.view).toBe(state.view);
  expect(again.state.waiting).toEqual([next[1], next[2]]);
  const { answer } = server.load(7, "epoch 1");
  const event = { type: "load-acknowledged" as const, load: 2, answer: { ...answer, seq: 6 }, epoch: "epoch 1" };
  expect(syncDocument(again.state, event).state.view.seq).toBe(7);
});

test("[L2] a head that says more than the view has starts a load; one that says less, or a second, does not", () => {
  const { state } = loadedPage();
  expect(syncDocument(state, { type: "head", seq: state.view.seq }).effects).toEqual([]);
  const behind = syncDocument(state, { type: "head", seq: state.view.seq + 1 });
  expect(behind.effects).toHaveLength(1);
  expect(syncDocument(behind.state, { type: "head", seq: state.view.seq + 2 }).effects).toEqual([]);
});

test("[L2a] what a load replays is shown at its acknowledgement, all at once", () => {
  const { state, server } = loadedPage();
  const loading = syncDocument(state, { type: "load-wanted", epoch: "epoch 1" }).state;
  const { replay, answer } = server.load(state.view.seq, "epoch 1");
  const filled = replay.reduce((one, sent) => message(one, sent).state, loading);
  expect(filled.view).toBe(state.view);
  const event = { type: "load-acknowledged" as const, load: 2, answer, epoch: "epoch 1" };
  expect(syncDocument(filled, event).state.view.seq).toBe(server.seq);
});

test("[L3] what goes on where the view ends is shown while a load is under way, and its answer takes nothing back", () => {
  const { state, next, server } = loadedPage();
  const { answer } = server.load(99, "epoch 1");
  const before = { ...answer, seq: state.view.seq };
  const loading = syncDocument(state, { type: "load-wanted", epoch: "epoch 1" }).state;
  const shown = next.reduce((one, sent) => message(one, sent).state, loading);
  expect(shown).toMatchObject({ phase: "loading", view: { seq: server.seq, status: "ok" } });
  const event = { type: "load-acknowledged" as const, load: 2, answer: before, epoch: "epoch 1" };
  const { state: loaded, effects } = syncDocument(shown, event);
  expect(effects).toEqual([]);
  expect(durable(loaded.view)).toEqual(durable(shown.view));
  expect(durable(syncDocument(shown, { type: "disconnected" }).state.view)).toEqual(durable(shown.view));
});

test("[L2a] under another epoch nothing is shown before the load's answer: the numbers are another database's", () => {
  const { state, next } = loadedPage();
  const loading = syncDocument(state, { type: "load-wanted", epoch: "epoch 2" }).state;
  expect(next.reduce((one, sent) => message(one, sent).state, loading).view).toBe(state.view);
});

test("[L2a] the answer to a load that was given up changes nothing", () => {
  const { state, server } = loadedPage();
  const first = syncDocument(state, { type: "load-wanted", epoch: "epoch 1" }).state;
  const second = syncDocument(syncDocument(first, { type: "disconnected" }).state, {
    type: "load-wanted",
    epoch: "epoch 1",
  }).state;
  const { answer } = server.load(state.view.seq, "epoch 1");
  expect(syncDocument(second, { type: "load-acknowledged", load: 2, answer, epoch: "epoch 1" }).state).toBe(second);
  const error = { code: "unavailable" as const, message: "timed out" };
  expect(syncDocument(second, { type: "load-failed", load: 2, error }).state).toBe(second);
});

/** A page that is up to date, and what a load that was given up long ago would still bring. */
function slowAnswer() {
  const page = new DocumentPage();
  page.server.startRun([{ type: "insert", at: 0 }]);
  page.server.result(false);
  const slow = page.server.load(0, "epoch 1").replay;
  page.server.end("failed");
  page.server.startRun([{ type: "change", at: 0 }]);
  page.server.result(true);
  page.server.end("ok");
  page.settle();
  return { page, slow };
}

test("[L2a] a replay for which no load waits changes nothing", () => {
  const { page, slow } = slowAnswer();
  const after = slow.reduce((one, sent) => message(one, sent).state, page.sync);
  expect(after).toBe(page.sync);
});

test("[L2a] a slow replay that a later load gathers up takes nothing back", () => {
  const { page, slow } = slowAnswer();
  page.reopen();
  page.sync = slow.reduce((one, sent) => message(one, sent).state, page.sync);
  page.settle();
  expect(page.view).toEqual(viewWithoutFaults(page));
});

test("[L2a] a slow replay, or the rest of one, takes nothing back of what ran or was kept meanwhile", () => {
  const edits = fc.array(edit, { maxLength: 3 });
  const run = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.nat(5).map((at) => (page: DocumentPage) => page.server.result(true, at)) },
      fc.nat(7).map((bits) => (page: DocumentPage) => page.server.end("ok", null, sparedBy(bits))),
    ),
    { maxLength: 4 },
  );
  const story = fc.record({ first: edits, begun: run, second: edits, early: run, late: run, seen: fc.nat(8) });
  fc.assert(
    fc.property(story, fc.boolean(), fc.nat(3), ({ first, begun, second, early, late, seen }, isBehind, cut) => {
      const page = new DocumentPage();
      const act = (steps: Act[]) => steps.forEach((step) => void step(page));
      page.server.startRun(first);
      act(begun);
      if (isBehind) page.settle();
      page.server.startRun(second);
      act(early);
      const slow = page.server.load(Math.max(0, page.server.seq - seen), "epoch 1").replay.slice(cut);
      act(late);
      if (!isBehind) page.settle();
      page.reopen();
      page.sync = slow.reduce((one, sent) => message(one, sent).state, page.sync);
      page.settle();
      expect(durable(page.view)).toEqual(viewWithoutFaults(page));
    }),
    { numRuns: 1500 },
  );
});

test("a run-start that leaves out a source which the view lacks starts a load from 0", () => {
  const server = new DocumentServer((sent) => sentAll.push(sent));
  const sentAll: DocumentMessage[] = [];
  server.startRun([{ type: "insert", at: 0 }]);
  server.end("cancelled");
  server.startRun([]);
  const withoutFirst = startSync({ ...emptyView(path), seq: 2 }, "epoch 1");
  const { state, effects } = message(withoutFirst, sentAll[2]);
  expect(effects).toMatchObject([{ type: "load", since: 0 }]);
  const { replay, answer } = server.load(0, "epoch 1");
  const filled = replay.reduce((one, sent) => message(one, sent).state, state);
  const mended = syncDocument(filled, { type: "load-acknowledged", load: 1, answer, epoch: "epoch 1" });
  expect(mended.effects).toEqual([]);
  expect(mended.state.view.blocks[0]?.source).toBe("x = 0");
});

test("[L2a] a since beyond the server's counts as 0: what was shown goes when the answer comes, not before", () => {
  const { state, server } = loadedPage();
  const ahead = { ...state, view: { ...state.view, seq: 99 } };
  const { state: loading, effects } = syncDocument(ahead, { type: "load-wanted", epoch: "epoch 1" });
  const { replay, answer } = server.load(effects[0]?.since ?? 0, "epoch 1");
  const filled = replay.reduce((one, sent) => message(one, sent).state, loading);
  expect(filled.view.blocks).toBe(ahead.view.blocks);
  const stranger = { ...filled, view: { ...filled.view, blocks: [{ ...must(filled.view.blocks[0]), hash: "other" }] } };
  const event = { type: "load-acknowledged" as const, load: 2, answer, epoch: "epoch 1" };
  const fresh = foldLoad(emptyView(path), replay, answer);
  expect(syncDocument(stranger, event).state.view).toEqual(fresh);
  const nothing = syncDocument(loading, { ...event, answer: { ...answer, seq: 0, run: 0, status: "never-run" } });
  expect(nothing.state.view).toEqual(emptyView(path));
});

test("a load after which a kept block's result is not the one it must hold is followed by a load from 0", () => {
  const { state, server } = loadedPage();
  const [first, ...others] = state.view.blocks;
  const forgetful = { ...state, view: { ...state.view, blocks: [...others, { ...must(first), result: null }] } };
  server.startRun([], 99);
  const { replay, answer } = server.load(state.view.seq, "epoch 1");
  const loading = syncDocument(forgetful, { type: "load-wanted", epoch: "epoch 1" }).state;
  const filled = replay
    .filter((sent) => sent.type === "run-start")
    .reduce((one, sent) => message(one, sent).state, loading);
  const event = { type: "load-acknowledged" as const, load: 2, answer, epoch: "epoch 1" };
  expect(syncDocument(filled, event).effects).toMatchObject([{ type: "load", load: 3, since: 0 }]);
});

test("a load that could not be had says why, and the next one takes the word back", () => {
  const { state } = loadedPage();
  const loading = syncDocument(state, { type: "load-wanted", epoch: "epoch 1" }).state;
  const error = { code: "not-found" as const, message: "there is no a.py" };
  const failed = syncDocument(loading, { type: "load-failed", load: loading.load, error }).state;
  expect(failed).toMatchObject({ phase: "idle", failure: error });
  expect(syncDocument(failed, { type: "load-wanted", epoch: "epoch 1" }).state.failure).toBeNull();
});
