import fc from "fast-check";
import { expect, test } from "vitest";
import type { Change } from "#lib/protocol/agent.ts";
import type { FilePath, Sha256 } from "#lib/protocol/ids.ts";
import { addsPaths, type CommitInput, type CommitPlan, type HeadFile, planCommit } from "./ingest-plan.ts";

const p = (name: string) => name as FilePath;
const hash = (content: string) => content.padEnd(64, "0") as Sha256;
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" as Sha256;
const file = (content: string, revision = 1, mode = 0o100644): HeadFile => ({ sha256: hash(content), mode, revision });
const put = (path: string, content: string, base: string | null = null, rest = {}): Change => ({
  ...{ op: "put", path: p(path), sha256: hash(content), base: base === null ? null : hash(base), mode: 0o100644 },
  ...rest,
});
const remove = (path: string, base: string | null): Change => ({
  ...{ op: "delete", path: p(path), base: base === null ? null : hash(base) },
});
const decide = (head: Record<string, HeadFile>, changes: Change[], removals: Record<string, number> = {}) => {
  const files = new Map(Object.entries(head).map(([path, one]) => [p(path), one]));
  const gone = new Map(Object.entries(removals).map(([path, revision]) => [p(path), revision]));
  return planCommit({ changes, head: files, paths: files.keys(), removals: gone });
};
const plan = (...input: Parameters<typeof decide>): CommitPlan => {
  const decision = decide(...input);
  if (!decision.ok) throw new Error(JSON.stringify(decision.faults));
  return decision.plan;
};
const faults = (...input: Parameters<typeof decide>) => {
  const decision = decide(...input);
  return decision.ok ? [] : decision.faults.map(({ path, fault }) => `${path} ${fault}`);
};

test("[A3] the same content is no change, whatever the base", () => {
  const { verdicts, applied, events } = plan({ "a.py": file("1") }, [put("a.py", "1", "0")]);
  expect(verdicts.get(p("a.py"))).toBe("same");
  expect([applied, events]).toEqual([[], []]);
});

test("[A3] a head that is still the base is replaced", () => {
  const { verdicts, applied, events } = plan({ "a.py": file("1", 7) }, [put("a.py", "2", "1")]);
  expect(verdicts.get(p("a.py"))).toBe("apply");
  expect(applied).toMatchObject([{ before: { revision: 7 }, after: { sha256: hash("2") }, overwrote: null }]);
  expect(events).toEqual([{ path: "a.py", change: "modified" }]);
});

test("[A3] any other head is replaced too, and its revision is named", () => {
  const edited = plan({ "a.py": file("1", 7) }, [put("a.py", "2", "0")]);
  expect(edited.verdicts.get(p("a.py"))).toBe("overlap");
  expect(edited.applied[0]?.overwrote).toBe(7);
  expect(plan({ "a.py": file("1", 7) }, [remove("a.py", "0")]).applied[0]?.overwrote).toBe(7);
  expect(plan({}, [put("a.py", "2", "1")], { "a.py": 8 }).applied[0]?.overwrote).toBe(8);
});

test("[A3] deleting what is not there is no change", () => {
  expect(plan({}, [remove("a.py", "1")]).applied).toEqual([]);
});

test("a new mode alone is recorded, and is no event", () => {
  const { applied, events } = plan({ "a.py": file("1") }, [put("a.py", "1", "1", { mode: 0o100755 })]);
  expect(applied).toMatchObject([{ after: { mode: 0o100755 } }]);
  expect(events).toEqual([]);
});

test("a deleted and an added file of equal content are one renamed file", () => {
  const { events, applied, batch } = plan({ "a.py": file("1") }, [put("b.py", "1"), remove("a.py", "1")]);
  expect(events).toEqual([{ path: "b.py", change: "renamed", from: "a.py" }]);
  expect(applied).toMatchObject([
    { path: "b.py", from: "a.py" },
    { path: "a.py", after: null },
  ]);
  expect(batch).toEqual({ size: 1, documents: 1 });
});

test("where several fit, a file that kept its name goes first", () => {
  const head = { "x/a.py": file("1"), "x/b.py": file("1") };
  const moved = [put("y/b.py", "1"), put("y/c.py", "1"), remove("x/a.py", "1"), remove("x/b.py", "1")];
  expect(plan(head, moved).events).toEqual([
    { path: "y/b.py", change: "renamed", from: "x/b.py" },
    { path: "y/c.py", change: "renamed", from: "x/a.py" },
  ]);
});

test("which of several equal files was renamed to which does not depend on the order of the changes", () => {
  const head = { "a.py": file("1"), "b.py": file("1") };
  const moved = [put("d.py", "1"), put("c.py", "1"), remove("b.py", "1"), remove("a.py", "1")];
  const froms = (changes: Change[]) => plan(head, changes).events.map(({ path, from }) => `${from} to ${path}`);
  expect(froms(moved).sort()).toEqual(["a.py to c.py", "b.py to d.py"]);
  expect(froms(moved.reverse()).sort()).toEqual(["a.py to c.py", "b.py to d.py"]);
});

test("a writer's word makes a rename where the old path goes, and a copy is an added file", () => {
  const changes = [put("b.py", "2", null, { from: p("a.py") }), remove("a.py", "1")];
  expect(plan({ "a.py": file("1") }, changes).events).toEqual([{ path: "b.py", change: "renamed", from: "a.py" }]);
  expect(plan({ "a.py": file("1") }, changes.slice(0, 1)).events).toEqual([{ path: "b.py", change: "added" }]);
});

test("empty files prove no rename", () => {
  const head = { "a/__init__.py": { ...file(""), sha256: EMPTY } };
  const changes = [
    put("b/__init__.py", "", null, { sha256: EMPTY }),
    { ...remove("a/__init__.py", null), base: EMPTY },
  ];
  expect(plan(head, changes).events.map((event) => event.change)).toEqual(["added", "removed"]);
});

test("a batch counts the documents that one could go to: not the removed ones, not data", () => {
  const head = { "a.py": file("1"), "gone.py": file("2") };
  const { batch } = plan(head, [put("a.py", "3", "1"), put("d.csv", "4"), remove("gone.py", "2")]);
  expect(batch).toEqual({ size: 3, documents: 1 });
});

test("[A5] paths that could not stand beside each other on every machine are refused", () => {
  const head = { "lib/a.py": file("1"), "b.py": file("2") };
  expect(faults(head, [put("LIB/A.py", "3")])).toEqual(["LIB/A.py differs from lib/a.py in case only"]);
  expect(faults(head, [put("lib", "3")])).toEqual(["lib is a file where lib/a.py needs a folder"]);
  expect(faults(head, [put("B.py/c.py", "3")])).toEqual(["B.py/c.py needs a folder where b.py is a file"]);
  expect(faults({}, [put("x", "1"), put("x/y", "2")])).toHaveLength(2);
});

test("[A5] a rename that only changes case, or makes a file a folder, is no collision", () => {
  expect(plan({ "A.py": file("1") }, [remove("A.py", "1"), put("a.py", "1")]).events).toMatchObject([
    { change: "renamed" },
  ]);
  expect(faults({ lib: file("1") }, [remove("lib", "1"), put("lib/a.py", "2")])).toEqual([]);
});

test("[A5] what never enters a workspace, and a path named twice, are refused", () => {
  expect(faults({}, [put(".env", "1"), put("a.py", "2"), put("a.py", "3")])).toEqual([
    ".env never enters a workspace (secret)",
    "a.py is named twice in this commit",
  ]);
  expect(faults({ "a.key": file("1") }, [remove("a.key", "1")])).toEqual([]);
});

test("an ordinary save does not need the whole tree", () => {
  const head = new Map([[p("a.py"), file("1")]]);
  expect(addsPaths([put("a.py", "2", "1")], head)).toBe(false);
  expect(addsPaths([put("b.py", "2")], head)).toBe(true);
});

// ---- nothing is lost ----

const names = ["a.py", "b.py", "lib/c.py", "d.csv"];
const contents = ["1", "2", "3"];
const anyHead = fc.dictionary(
  fc.constantFrom(...names),
  fc
    .tuple(fc.constantFrom(...contents), fc.integer({ min: 1, max: 9 }))
    .map(([content, revision]) => file(content, revision)),
  { noNullPrototype: true },
);
const anyBase = fc.option(fc.constantFrom(...contents));
const anyChange = fc.oneof(
  fc
    .tuple(fc.constantFrom(...names), fc.constantFrom(...contents), anyBase)
    .map(([path, to, base]) => put(path, to, base)),
  fc.tuple(fc.constantFrom(...names), anyBase).map(([path, base]) => remove(path, base)),
);
const anyChanges = fc.uniqueArray(anyChange, { selector: (change) => change.path, minLength: 1 });

function treeAfter(head: Record<string, HeadFile>, applied: CommitPlan["applied"]) {
  const tree = new Map<string, string>(Object.entries(head).map(([path, one]) => [path, one.sha256]));
  for (const { path, after } of applied) after ? tree.set(path, after.sha256) : tree.delete(path);
  return tree;
}

test("[A3] nothing is lost: the tree is what the writer sent, and every head that it had not seen is named", () => {
  fc.assert(
    fc.property(anyHead, anyChanges, (head, changes) => {
      const { applied, verdicts, events } = plan(head, changes);
      const tree = treeAfter(head, applied);
      for (const change of changes) {
        expect(tree.get(change.path)).toBe(change.op === "put" ? change.sha256 : undefined);
        const before = head[change.path];
        const unseen = before && before.sha256 !== change.base && tree.get(change.path) !== before.sha256;
        const written = applied.find((one) => one.path === change.path);
        expect(written?.overwrote ?? null).toBe(unseen ? before.revision : null);
        expect(verdicts.get(change.path) === "overlap").toBe(Boolean(unseen));
      }
      for (const [path, one] of Object.entries(head)) {
        if (!changes.some((change) => change.path === path)) expect(tree.get(path)).toBe(one.sha256);
      }
      const told = events.flatMap(({ path, from }) => (from ? [path, from] : [path])).sort();
      const differing = names.filter((path) => tree.get(path) !== head[path]?.sha256).sort();
      expect(told).toEqual(differing);
    }),
    { numRuns: 1000 },
  );
});

test("[A1] a commit that was applied changes nothing when it is applied again", () => {
  fc.assert(
    fc.property(anyHead, anyChanges, (head, changes) => {
      const tree = treeAfter(head, plan(head, changes).applied);
      const next = Object.fromEntries(
        [...tree].map(([path, sha256]) => [path, { ...file(""), sha256: sha256 as Sha256 }]),
      );
      expect(plan(next, changes).applied).toEqual([]);
    }),
  );
});

test("the events of a commit do not depend on the order of its changes", () => {
  const sorted = (events: CommitPlan["events"]) => [...events].sort((a, b) => (a.path < b.path ? -1 : 1));
  const shuffled = anyChanges.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  );
  fc.assert(
    fc.property(anyHead, shuffled, (head, [changes, other]) => {
      expect(sorted(plan(head, other).events)).toEqual(sorted(plan(head, changes).events));
    }),
  );
});

test("twenty thousand files that move are decided in a moment", () => {
  const head: CommitInput["head"] = new Map(
    Array.from({ length: 20_000 }, (_, i) => [p(`old/${i}.py`), file(`${i}x`)]),
  );
  const changes = Array.from({ length: 10_000 }, (_, i) => [
    put(`new/${i}.py`, `${i}x`),
    remove(`old/${i}.py`, `${i}x`),
  ]).flat();
  const decision = planCommit({ changes, head, paths: head.keys() });
  expect(decision.ok && decision.plan.events.filter((event) => event.change === "renamed")).toHaveLength(10_000);
}, 5000);
