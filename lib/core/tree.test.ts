import fc from "fast-check";
import { expect, test } from "vitest";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { TreeChanged, TreeEntry } from "#lib/protocol/live.ts";
import { foldTree, startTree, type Tree, type TreeEvent } from "./tree.ts";
import { treeFolders } from "./tree-folders.ts";

const p = (name: string) => name as FilePath;
const document = (name: string, status: TreeEntry["status"] = "ok"): TreeEntry => ({
  path: p(name),
  kind: "document",
  status,
});
const answer = (head: number, tree: TreeEntry[], rest = {}) => ({ epoch: "one", head, tree, removed: [], ...rest });
const change = (revision: number, rest: Partial<TreeChanged> = {}): TreeEvent => ({
  type: "tree-changed",
  message: { revision, added: [], removed: [], renamed: [], status: {}, ...rest },
});
const after = (...events: TreeEvent[]) =>
  events.reduce((step, event) => foldTree(step.tree, event), { tree: startTree(), effects: [] } as ReturnType<
    typeof foldTree
  >);
const paths = (tree: Tree) => Object.keys(tree.entries).sort();
const joined: TreeEvent = { type: "joined", since: null, answer: answer(5, [document("a.py"), document("b.py")]) };

test("files are added, renamed and removed, revision by revision", () => {
  const { tree } = after(
    joined,
    change(6, { added: [document("c.py")] }),
    change(7, { renamed: [{ from: p("a.py"), to: p("z.py") }], removed: [p("b.py")], status: { "z.py": "queued" } }),
  );
  expect(paths(tree)).toEqual(["c.py", "z.py"]);
  expect(tree).toMatchObject({ head: 7, entries: { "z.py": { path: "z.py", kind: "document", status: "queued" } } });
});

test("two files that swap their names are both still there", () => {
  const swap = [
    { from: p("a.py"), to: p("b.py") },
    { from: p("b.py"), to: p("a.py") },
  ];
  expect(paths(after(joined, change(6, { renamed: swap })).tree)).toEqual(["a.py", "b.py"]);
});

test("a hole in the revisions makes the page join again with since, once; what comes meanwhile waits", () => {
  const holed = after(joined, change(7, { added: [document("d.py")] }));
  expect(holed.effects).toEqual([{ type: "rejoin", since: 5 }]);
  const waiting = foldTree(holed.tree, change(8, { removed: [p("a.py")] }));
  expect(waiting.effects).toEqual([]);
  const mended = foldTree(waiting.tree, {
    type: "joined",
    since: 5,
    answer: answer(7, [document("c.py"), document("d.py")]),
  });
  expect(paths(mended.tree)).toEqual(["b.py", "c.py", "d.py"]);
  expect(mended).toMatchObject({ tree: { head: 8, phase: "joined" }, effects: [] });
});

test("a head that says more than the tree has makes the page join again", () => {
  expect(after(joined, { type: "head", revision: 5 }).effects).toEqual([]);
  expect(after(joined, { type: "head", revision: 6 }).effects).toEqual([{ type: "rejoin", since: 5 }]);
});

test("a repeated revision changes nothing, and a status needs no revision", () => {
  const once = after(joined, change(6, { removed: [p("a.py")] })).tree;
  expect(foldTree(once, change(5, { added: [document("a.py")] })).tree).toBe(once);
  expect(foldTree(once, change(6, { status: { "b.py": "running" } })).tree.entries["b.py"]?.status).toBe("running");
  expect(foldTree(once, { type: "status", path: p("b.py"), status: "failed" }).tree.entries["b.py"]?.status).toBe(
    "failed",
  );
});

test("[L3] a status does not stand in for a revision whose announcement was lost: the next head still tells of it", () => {
  const told = after(joined, change(0, { status: { "b.py": "failed" } })).tree;
  expect(told).toMatchObject({ head: 5, entries: { "b.py": { status: "failed" } } });
  expect(foldTree(told, { type: "head", revision: 6 }).effects).toEqual([{ type: "rejoin", since: 5 }]);
});

test("a join without since, or with reset, replaces the tree; one with since adds to it", () => {
  const partly = { type: "joined" as const, since: 5, answer: answer(9, [document("c.py")], { removed: [p("a.py")] }) };
  expect(paths(after(joined, partly).tree)).toEqual(["b.py", "c.py"]);
  const reset = { ...partly, answer: { ...partly.answer, reset: true } };
  expect(paths(after(joined, reset).tree)).toEqual(["c.py"]);
});

test("a difference of another epoch is not taken: the page joins for everything", () => {
  const other = { type: "joined" as const, since: 5, answer: answer(9, [document("c.py")], { epoch: "two" }) };
  const step = after(joined, other);
  expect(step.effects).toEqual([{ type: "rejoin", since: null }]);
  expect(paths(foldTree(step.tree, { ...other, since: null }).tree)).toEqual(["c.py"]);
});

test("[L3] a tree whose messages are lost, repeated or late ends as the server's", () => {
  const names = ["a.py", "b.py", "lib/c.py", "d.csv"];
  const step = fc.record({
    name: fc.constantFrom(...names),
    fate: fc.constantFrom("sent", "sent", "lost", "twice", "late"),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const present = new Set<string>();
      const history: TreeChanged[] = [];
      let tree = after({ type: "joined", since: null, answer: answer(0, []) }).tree;
      const late: TreeEvent[] = [];
      const hear = (event: TreeEvent) => {
        const next = foldTree(tree, event);
        tree = next.tree;
        for (const { since } of next.effects)
          hear({ type: "joined", since, answer: difference(history, present, since) });
      };
      for (const { name, fate } of steps) {
        const gone = present.delete(name);
        if (!gone) present.add(name);
        const sent = change(history.length + 1, gone ? { removed: [p(name)] } : { added: [document(name)] });
        if (sent.type === "tree-changed") history.push(sent.message);
        if (fate === "sent" || fate === "twice") hear(sent);
        if (fate === "twice") hear(sent);
        if (fate === "late") late.push(sent);
        else if (late.length > 0) hear(late.shift() ?? sent);
      }
      hear({ type: "head", revision: history.length });
      expect(paths(tree)).toEqual([...present].sort());
      expect(tree).toMatchObject({ head: history.length, phase: "joined" });
    }),
    { numRuns: 500 },
  );
});

function difference(history: TreeChanged[], present: Set<string>, since: number | null) {
  const touched = new Set(
    history.slice(since ?? 0).flatMap(({ added, removed }) => [...added.map(({ path }) => path), ...removed]),
  );
  const removed = [...touched].filter((path) => !present.has(path));
  const tree = [...present].filter((path) => since === null || touched.has(p(path))).map((path) => document(path));
  return answer(history.length, tree, { removed });
}

test("folders come before files, each sorted by name as people count", () => {
  const root = treeFolders(["b10.py", "b9.py", "lib/x/deep.py", "A.py", "lib/a.py"].map((name) => document(name)));
  expect(root.files.map((file) => file.path)).toEqual(["A.py", "b9.py", "b10.py"]);
  expect(root.folders).toMatchObject([
    { name: "lib", files: [{ path: "lib/a.py" }], folders: [{ name: "x", path: "lib/x" }] },
  ]);
});
