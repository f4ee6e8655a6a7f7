import fc from "fast-check";
import { expect, test } from "vitest";
import { planCommit as decide, type HeadFile } from "#lib/core/ingest-plan.ts";
import type { Change } from "#lib/protocol/agent.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import { hash } from "../testing/sync-server.ts";
import { addLosses, isTooMuch, noLosses } from "./guard-losses.ts";
import { type PlanInput, type PlannedChange, planCommit } from "./plan-commit.ts";
import type { FileState } from "./read-local-file.ts";

type Tree = Map<FilePath, FileState>;
const tree = (files: Record<string, string>): Tree =>
  new Map(Object.entries(files).map(([path, text]) => [path as FilePath, { sha256: hash(text), mode: 0o100644 }]));

function plan(local: Tree, acknowledged: Tree, head: Tree, more: Partial<PlanInput> = {}) {
  const paths = [...local.keys(), ...acknowledged.keys()];
  return planCommit({
    paths,
    local,
    acknowledged,
    head,
    held: new Set(),
    refused: new Map(),
    isInDoubt: false,
    ...more,
  });
}

const named = (changes: PlannedChange[]) => changes.map(({ op, path }) => `${op} ${path}`);

test("[A3] a file that nobody touched here is not sent, whatever others made of it", () => {
  const known = tree({ "a.py": "1", "b.py": "2" });
  expect(plan(known, known, tree({ "a.py": "theirs" })).changes).toEqual([]);
});

test("[A4] what was never acknowledged is never deleted", () => {
  expect(plan(tree({ "a.py": "1" }), tree({}), tree({ "b.py": "2" })).changes).toMatchObject([
    { op: "put", path: "a.py", base: null },
  ]);
});

test("a file that already stands so at the head is acknowledged without a commit", () => {
  const { changes, agreed } = plan(tree({ "a.py": "2" }), tree({ "a.py": "1" }), tree({ "a.py": "2" }));
  expect({ changes, agreed }).toEqual({ changes: [], agreed: ["a.py"] });
});

test("a rename is found by its content and loses nothing", () => {
  const before = tree({ "a.py": "same", "b.py": "other" });
  const { changes, lost } = plan(tree({ "c.py": "same", "b.py": "other" }), before, before);
  expect(changes).toMatchObject([
    { op: "put", path: "c.py", from: "a.py" },
    { op: "delete", path: "a.py" },
  ]);
  expect(lost).toBe(0);
});

test("while a deletion is in doubt an addition waits, and so does all of a batch, but not a single save", () => {
  const before = tree({ "a.py": "1", "b.py": "2" });
  const added = plan(tree({ ...{ "a.py": "1", "b.py": "2" }, "c.py": "3" }), before, before, { isInDoubt: true });
  expect({ changes: added.changes, waiting: added.waiting }).toEqual({ changes: [], waiting: ["c.py"] });
  const saved = plan(tree({ "a.py": "changed", "b.py": "2" }), before, before, {
    isInDoubt: true,
    paths: ["a.py" as FilePath],
  });
  expect(named(saved.changes)).toEqual(["put a.py"]);
});

test("[A4] while other deletions are in doubt a deletion waits: it may be half of a rename", () => {
  const before = tree({ "a.py": "1", "b.py": "2" });
  const { changes, waiting, lost } = plan(tree({ "a.py": "1", "c.py": "2" }), before, before, { isInDoubt: true });
  expect({ changes, waiting: waiting.sort(), lost }).toEqual({ changes: [], waiting: ["b.py", "c.py"], lost: 0 });
});

test("[A5] paths that could not stand beside each other everywhere are left out and named", () => {
  const head = tree({ "model.py": "1" });
  const { changes, collided } = plan(tree({ "model.py": "1", "Model.py": "2", "x.py": "3" }), head, head);
  expect(named(changes)).toEqual(["put x.py"]);
  expect(collided).toMatchObject([{ path: "Model.py", fault: expect.stringContaining("case only") }]);
});

test("what is held is neither changed nor deleted, and what was refused is not offered again until it changes", () => {
  const before = tree({ "a.py": "1", "b.py": "2" });
  const held = new Set(["a.py" as FilePath]);
  expect(plan(tree({ "b.py": "2" }), before, before, { held }).changes).toEqual([]);
  const refused = new Map([["b.py" as FilePath, hash("bad") as string]]);
  expect(plan(tree({ "a.py": "1", "b.py": "bad" }), before, before, { refused }).changes).toEqual([]);
  expect(named(plan(tree({ "a.py": "1", "b.py": "good" }), before, before, { refused }).changes)).toEqual(["put b.py"]);
});

test("[A4] losing over half of more than 20 files is too much, also in pieces", () => {
  expect(isTooMuch(addLosses(noLosses, 0, 21, 11))).toBe(true);
  expect(isTooMuch(addLosses(noLosses, 0, 22, 11))).toBe(false);
  expect(isTooMuch(addLosses(noLosses, 0, 20, 20))).toBe(false);
  const first = addLosses(noLosses, 0, 30, 10);
  expect(isTooMuch(addLosses(first, 900, 20, 10))).toBe(true);
  expect(isTooMuch(addLosses(first, 11_000, 20, 10))).toBe(false);
});

const names = fc.constantFrom("a.py", "b.py", "c.py", "d.py", "sub/e.py");
const trees = fc.dictionary(names, fc.constantFrom("1", "2", "3"), { maxKeys: 5, noNullPrototype: true }).map(tree);

function afterIngest(head: Tree, changes: PlannedChange[]): Tree {
  const sent = changes.map((change) => (change.op === "put" ? { ...change, ...change.state } : change)) as Change[];
  const before = new Map(
    [...head].map(([path, state]): [FilePath, HeadFile] => [path, { ...state, revision: 1 } as HeadFile]),
  );
  const decision = decide({ changes: sent, head: before, paths: head.keys() });
  if (!decision.ok) throw new Error(JSON.stringify(decision.faults));
  const after = new Map(head);
  for (const { path, after: state } of decision.plan.applied) {
    if (state) after.set(path, { sha256: state.sha256, mode: state.mode });
    else after.delete(path);
  }
  return after;
}

test("whatever three trees: what changed here reaches the head, nothing else is touched, and then there is nothing to send", () => {
  fc.assert(
    fc.property(trees, trees, trees, (local, acknowledged, head) => {
      const planned = plan(local, acknowledged, head);
      const after = afterIngest(head, planned.changes);
      const settled = new Map(acknowledged);
      for (const path of [...planned.agreed, ...planned.changes.map((change) => change.path)]) {
        const state = after.get(path);
        if (state) settled.set(path, state);
        else settled.delete(path);
      }
      for (const path of new Set([...local.keys(), ...acknowledged.keys(), ...head.keys()])) {
        const changedHere = local.get(path)?.sha256 !== acknowledged.get(path)?.sha256;
        expect(after.get(path)?.sha256).toBe((changedHere ? local : head).get(path)?.sha256);
      }
      expect(plan(local, settled, after).changes).toEqual([]);
    }),
  );
});
