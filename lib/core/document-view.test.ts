import { expect, test } from "vitest";
import type { BlockOutput, BlockResult, DocumentMessage, RunEnd, RunStart, StartedBlock } from "#lib/protocol/live.ts";
import { type DocumentView, emptyView, foldMessage } from "./document-view.ts";
import { path } from "./testing/document-server.ts";

const block = (id: string, rest: Partial<StartedBlock> = {}): StartedBlock => ({
  ...{
    id,
    ordinal: 1,
    kind: "code",
    hash: `hash of ${id}`,
    line: 1,
    source: id,
    hide: [],
    evaluated: true,
    warnings: [],
  },
  pieces: [{ kind: "code", text: id, line: 1, shows: true }],
  ...rest,
});

const start = (seq: number, run: number, dirty: string[], rest: Partial<RunStart> = {}): DocumentMessage => ({
  type: "run-start",
  message: {
    ...{ file: path, run, revision: run, seq, cause: "edit", startedAt: 1000, dirty, reasons: {} },
    blocks: ["a", "b", "c"].map((id) => block(id)),
    ...rest,
  },
});

const result = (seq: number, run: number, id: string, rest: Partial<BlockResult> = {}): DocumentMessage => ({
  type: "block-result",
  message: {
    ...{ file: path, block: id, run, seq, ordinal: 1, ok: true, digest: `${id}${run}`, elapsedMs: 5 },
    elements: [{ kind: "stdout", text: `${id}${run}` }],
    ...rest,
  },
});

const end = (seq: number, run: number, rest: Partial<RunEnd> = {}): DocumentMessage => ({
  type: "run-end",
  message: { file: path, run, seq, status: "ok", error: null, timings: { run: 3 }, ...rest },
});

const output = (
  run: number,
  id: string,
  n: number,
  text: string,
  rest: Partial<BlockOutput> = {},
): DocumentMessage => ({
  type: "block-output",
  message: { file: path, run, block: id, stream: "stdout", text, n, ...rest },
});

const viewAfter = (...messages: DocumentMessage[]): DocumentView => messages.reduce(foldMessage, emptyView(path));
const states = (view: DocumentView) => view.blocks.map((one) => one.state).join(" ");
const liveOf = (view: DocumentView, id: string) => view.blocks.find((one) => one.id === id)?.live;
const died = { code: "kernel-died", message: "the process died", hint: "save again" } as const;

const firstRun = [start(1, 1, ["a", "b", "c"]), result(2, 1, "a"), result(3, 1, "b"), result(4, 1, "c"), end(5, 1)];

test("blocks run in their order: the first without a result runs, the others are queued", () => {
  expect(states(viewAfter(start(1, 1, ["a", "b", "c"])))).toBe("running queued queued");
  expect(states(viewAfter(start(1, 1, ["a", "b", "c"]), result(2, 1, "a")))).toBe("ran running queued");
  expect(states(viewAfter(...firstRun))).toBe("ran ran ran");
});

test("a block that the plan leaves alone is kept, and shows which run executed it", () => {
  const view = viewAfter(...firstRun, start(6, 2, ["b"]));
  expect(states(view)).toBe("kept running kept");
  expect(view.blocks[0]?.result?.run).toBe(1);
});

const kept = { code: "kept", text: "kept: what it reads came out equal" } as const;
const edited = { code: "source-changed", text: "ran: its code changed" } as const;

test("a block that was to run and did not have to is kept, with the result that it had and the reason of the run's end", () => {
  const view = viewAfter(...firstRun, start(6, 2, ["a", "b"]), result(7, 2, "a"), end(8, 2, { kept: { b: kept } }));
  expect(states(view)).toBe("ran kept kept");
  expect(view.blocks[1]).toMatchObject({ dirty: false, reason: kept, keeps: "b1", result: { run: 1 } });
});

test("a run's end cannot take back what ran, nor what a block must hold that the plan had kept", () => {
  const running = viewAfter(
    ...firstRun,
    start(6, 2, ["a"], { blocks: ["a", "b", "c"].map((id) => block(id, { digest: `not ${id}1` })) }),
    result(7, 2, "a"),
  );
  const view = foldMessage(running, end(8, 2, { kept: { a: kept, c: kept } }));
  expect(states(view)).toBe("ran kept kept");
  expect(view.blocks[2]?.keeps).toBe("not c1");
});

test("a block that ran although the plan had kept it has run, and says why", () => {
  const view = viewAfter(...firstRun, start(6, 2, ["a"]), result(7, 2, "b", { reason: edited }));
  expect(states(view)).toBe("running ran kept");
  expect(view.blocks[1]).toMatchObject({ dirty: true, keeps: null, reason: edited });
});

test("a result without a reason leaves the plan's", () => {
  const view = viewAfter(start(1, 1, ["a"], { reasons: { a: edited } }), result(2, 1, "a"));
  expect(view.blocks[0]?.reason).toEqual(edited);
});

test("prose and blocks that are not evaluated never run", () => {
  const blocks = [block("a", { kind: "prose" }), block("b", { evaluated: false }), block("c")];
  expect(states(viewAfter(start(1, 1, ["a", "b", "c"], { blocks })))).toBe("prose not-run running");
});

test("[L1] a message that is not newer than the view is dropped", () => {
  const view = viewAfter(...firstRun);
  expect(foldMessage(view, result(3, 1, "b", { ok: false }))).toBe(view);
});

test("[L1] a message of an older run advances seq and nothing else", () => {
  const view = viewAfter(...firstRun, start(6, 2, ["b"]));
  expect(foldMessage(view, result(7, 1, "b", { ok: false }))).toEqual({ ...view, seq: 7 });
  expect(foldMessage(view, end(7, 1, { status: "failed", error: died }))).toEqual({ ...view, seq: 7 });
  expect(foldMessage(view, start(7, 1, ["a"]))).toEqual({ ...view, seq: 7 });
});

test("[L2a] a replayed result of an older run is shown, and leaves seq to the acknowledgement", () => {
  const view = viewAfter(...firstRun, start(6, 2, ["b"]));
  const replayed = foldMessage(view, result(5, 1, "c", { digest: "mended", replay: true }));
  expect(replayed).toMatchObject({ seq: 6, blocks: [{}, {}, { result: { digest: "mended", run: 1 }, state: "kept" }] });
});

test("[L4] a message of another file touches nothing", () => {
  const view = viewAfter(...firstRun);
  const other = end(6, 2);
  const elsewhere = { ...other, message: { ...other.message, file: "b.py" } } as DocumentMessage;
  expect(foldMessage(view, elsewhere)).toBe(view);
});

test("[L5] a block shows its last result, while it runs and when its run is superseded, until the new one comes", () => {
  const running = viewAfter(...firstRun, start(6, 2, ["b", "c"]), output(2, "b", 0, "half"));
  const superseded = foldMessage(running, end(7, 2, { status: "superseded" }));
  for (const view of [running, superseded]) expect(view.blocks[1]?.result?.digest).toBe("b1");
  expect(states(running)).toBe("kept running queued");
  expect(states(superseded)).toBe("kept stale stale");
  expect(liveOf(superseded, "b")).toBeNull();
});

test("a run that was cancelled leaves what it did not reach not run, where nothing was shown before", () => {
  expect(states(viewAfter(start(1, 1, ["a", "b", "c"]), result(2, 1, "a"), end(3, 1, { status: "cancelled" })))).toBe(
    "ran not-run not-run",
  );
});

test("[L6] a block that raised has failed, and still has when the next run keeps it", () => {
  const failed = [...firstRun, start(6, 2, ["b"]), result(7, 2, "b", { ok: false }), end(8, 2, { status: "failed" })];
  expect(states(viewAfter(...failed))).toBe("kept failed kept");
  expect(states(viewAfter(...failed, start(9, 3, [])))).toBe("kept failed kept");
});

test("[L6] when the process dies, the block it died in has failed and the later ones are stale", () => {
  const error = { ...died, block: "b" };
  const view = viewAfter(...firstRun, start(6, 2, ["b", "c"]), end(7, 2, { status: "failed", error }));
  expect(states(view)).toBe("kept failed stale");
  expect(view.error).toEqual(error);
});

test("sys.exit() ends the run there: later blocks keep their last results, marked stale", () => {
  const error = { code: "exited", message: "exited with code 0", hint: "", block: "b" } as const;
  const view = viewAfter(...firstRun, start(6, 2, ["b", "c"]), end(7, 2, { status: "failed", error }));
  expect(states(view)).toBe("kept stale stale");
});

test("a run that ended before its plan was known leaves everything stale and says why", () => {
  const view = viewAfter(...firstRun, start(6, 2, []), end(7, 3, { status: "failed", error: died }));
  expect(states(view)).toBe("stale stale stale");
  expect(view).toMatchObject({ run: 3, status: "failed", error: died });
});

test("results follow their block's id when blocks are moved, and go when the block goes", () => {
  const view = viewAfter(...firstRun, start(6, 2, [], { blocks: [block("c"), block("a")] }));
  expect(view.blocks.map((one) => one.result?.digest)).toEqual(["c1", "a1"]);
  const returned = foldMessage(view, start(7, 3, ["b"]));
  expect(returned.blocks[1]).toMatchObject({ id: "b", result: null, state: "running" });
});

test("a source that is left out is that of the former block with the same hash, at its new line", () => {
  const moved = block("z", { hash: "hash of b", line: 11, source: undefined, pieces: undefined });
  const view = viewAfter(...firstRun, start(6, 2, ["z"], { blocks: [moved] }));
  expect(view.blocks[0]).toMatchObject({ source: "b", line: 11, pieces: [{ kind: "code", text: "b", line: 11 }] });
  expect(view.hole).toBe(false);
});

test("a source that is left out and that nobody has is a hole", () => {
  const unknown = block("z", { source: undefined, pieces: undefined });
  expect(viewAfter(start(1, 1, ["z"], { blocks: [unknown] })).hole).toBe(true);
});

test("the elements of an unchanged result stay the same objects", () => {
  const view = viewAfter(...firstRun, start(6, 2, ["a"]));
  const after = foldMessage(view, result(7, 2, "a", { digest: "a1", unchanged: true }));
  expect(after.blocks[0]?.result).toMatchObject({ run: 2, unchanged: true });
  expect(after.blocks[0]?.result?.elements).toBe(view.blocks[0]?.result?.elements);
});

test("output streams into the running block; what is repeated or overlaps is cut", () => {
  const view = viewAfter(
    start(1, 1, ["a"]),
    ...[output(1, "a", 0, "one "), output(1, "a", 0, "one "), output(1, "a", 2, "e two"), output(1, "a", 4, "two")],
  );
  expect(liveOf(view, "a")).toEqual({ elements: [{ kind: "stdout", text: "one two" }], n: 7, missed: 0 });
});

test("a viewer who comes late sees the output from there on, and how much is missing until the result", () => {
  const view = viewAfter(
    start(1, 1, ["a"]),
    output(1, "a", 100, "now"),
    output(1, "a", 110, "!", { stream: "stderr" }),
  );
  expect(liveOf(view, "a")).toEqual({
    elements: [
      { kind: "stdout", text: "now" },
      { kind: "stderr", text: "!" },
    ],
    n: 111,
    missed: 107,
  });
  expect(liveOf(foldMessage(view, result(2, 1, "a")), "a")).toBeNull();
});

test("a block that is started again streams from nothing: what it streamed before is void", () => {
  const figure = (text: string) =>
    output(1, "a", 0, "", {
      stream: "display",
      text: undefined,
      element: { kind: "display", bundle: { "text/plain": text } },
    });
  const anew = output(1, "a", 0, "");
  const streamed = viewAfter(start(1, 1, ["a"]), output(1, "a", 0, "first"), output(1, "a", 5, " try"));
  expect(liveOf(foldMessage(streamed, anew), "a")).toBeNull();
  const texts = (view: DocumentView) => JSON.stringify(liveOf(view, "a")?.elements);
  expect(texts([anew, output(1, "a", 0, "2nd")].reduce(foldMessage, streamed))).toMatch(/^[^1]*2nd[^1]*$/);
  // The word that takes it back was lost.
  expect(texts(foldMessage(streamed, output(1, "a", 0, "2nd")))).not.toContain("first");
  expect(texts(foldMessage(streamed, figure("p")))).not.toContain("first");
  const figures = viewAfter(start(1, 1, ["a"]), figure("p"), figure("q"), output(1, "a", 0, "text"));
  expect(liveOf(figures, "a")?.elements).toHaveLength(3);
});

test("what runs without being predicted streams too", () => {
  expect(liveOf(viewAfter(...firstRun, start(6, 2, ["a"]), output(2, "b", 0, "now")), "b")?.n).toBe(3);
});

test("a display stands once, in its place between texts", () => {
  const shown = (n: number, text: string) =>
    output(1, "a", n, "", {
      stream: "display",
      text: undefined,
      element: { kind: "display", bundle: { "text/plain": text } },
    });
  const view = viewAfter(
    start(1, 1, ["a"]),
    output(1, "a", 0, "x"),
    shown(1, "p"),
    shown(1, "p"),
    output(1, "a", 1, "y"),
  );
  const again = foldMessage(view, shown(1, "p"));
  expect(again).toBe(view);
  expect(liveOf(view, "a")?.elements).toEqual([
    { kind: "stdout", text: "x" },
    { kind: "display", bundle: { "text/plain": "p" } },
    { kind: "stdout", text: "y" },
  ]);
});

test("output of another run, of a finished block or of a finished run is not shown", () => {
  const view = viewAfter(...firstRun, start(6, 2, ["a", "b"]), result(7, 2, "a"));
  expect(foldMessage(view, output(1, "b", 0, "late"))).toBe(view);
  expect(foldMessage(view, output(2, "a", 0, "late"))).toBe(view);
  const ended = foldMessage(view, end(8, 2, { status: "cancelled" }));
  expect(foldMessage(ended, output(2, "b", 0, "late"))).toBe(ended);
});

test("a view is plain JSON", () => {
  const view = viewAfter(...firstRun, start(6, 2, ["b"]), output(2, "b", 0, "half"));
  expect(JSON.parse(JSON.stringify(view))).toEqual(view);
});
