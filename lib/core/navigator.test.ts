import fc from "fast-check";
import { expect, test } from "vitest";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { FileChanged, TreeChanged, TreeEntry } from "#lib/protocol/live.ts";
import {
  type JoinedEvent,
  type Navigator,
  type NavigatorEffect,
  type NavigatorEvent,
  navigate,
  startNavigator,
} from "./navigator.ts";

const p = (name: string) => name as FilePath;
const [a, b, c, data] = [p("a.py"), p("b.py"), p("c.py"), p("data.csv")];

const entry = (path: FilePath): TreeEntry =>
  path.endsWith(".py") ? { path, kind: "document", status: "ok" } : { path, kind: "file", status: null };

const joined = (answer: Partial<JoinedEvent["answer"]> = {}, rest: Partial<JoinedEvent> = {}): JoinedEvent => ({
  type: "joined",
  answer: { pin: null, head: 10, tree: [a, b, c, data].map(entry), removed: [], changed: [a], ...answer },
  ...{ since: null, urlPath: null, at: 0 },
  ...rest,
});

const changed = (path: FilePath, revision: number, rest: Partial<FileChanged> = {}, at = 10_000): NavigatorEvent => ({
  type: "file-changed",
  at,
  message: {
    ...{ path, revision, change: "modified", batch: { size: 1, documents: path.endsWith(".py") ? 1 : 0 } },
    by: { kind: "agent", name: "laptop" },
    ...rest,
  },
});

const treeChanged = (revision: number, rest: Partial<TreeChanged>): NavigatorEvent => ({
  type: "tree-changed",
  message: { revision, added: [], removed: [], renamed: [], status: {}, ...rest },
});

const after = (...events: NavigatorEvent[]) => from(startNavigator(), ...events);
const from = (start: Navigator, ...events: NavigatorEvent[]) => {
  let state = start;
  let effects: NavigatorEffect[] = [];
  for (const event of events) ({ state, effects } = navigate(state, event));
  return { state, effects };
};

const moves = (effects: NavigatorEffect[]) => effects.filter((effect) => effect.type === "navigate");
const otherFiles = (state: Navigator) => state.elsewhere.map((other) => other.path);

// ---- where a visitor lands ----

test("[L7] a visitor lands on the pin, else on the last changed document, else on the empty state", () => {
  expect(after(joined({ pin: b })).state.current).toBe(b);
  expect(after(joined({ changed: [c] })).effects).toEqual([{ type: "navigate", path: c, focusChanged: false }]);
  expect(after(joined({ tree: [], changed: [] }))).toMatchObject({ state: { current: null }, effects: [] });
});

test("[L7] the path that the address names goes before the pin, and is no navigation", () => {
  const { state, effects } = after(joined({ pin: b }, { urlPath: c }));
  expect(state).toMatchObject({ current: c, pin: b });
  expect(effects).toEqual([]);
});

test("[L7] a data file that changed last is nowhere to land", () => {
  expect(after(joined({ changed: [b, data] })).state.current).toBe(b);
});

// ---- following ----

test("a viewer without a pin goes to the document that changed", () => {
  const { state, effects } = after(joined(), changed(b, 11));
  expect(state).toMatchObject({ current: b, back: [a] });
  expect(moves(effects)).toEqual([{ type: "navigate", path: b, focusChanged: true }]);
});

test("a viewer who is on the changed document is not navigated", () => {
  expect(after(joined(), changed(a, 11)).effects).toEqual([]);
});

test("a data file's change navigates nowhere", () => {
  const { state, effects } = after(joined(), changed(data, 11));
  expect(effects).toEqual([]);
  expect(state.elsewhere).toEqual([]);
});

test("a removed document is nowhere to go", () => {
  expect(after(joined(), changed(b, 11, { change: "removed" })).effects).toEqual([]);
});

test("a document that the tree does not know yet is one by its name", () => {
  expect(after(joined(), changed(p("new.py"), 11, { change: "added" })).state.current).toBe("new.py");
});

test("a change that arrives after a newer one is listed, but moves nobody back", () => {
  const { state, effects } = after(joined(), changed(c, 12), changed(b, 11));
  expect(effects).toEqual([]);
  expect(state).toMatchObject({ current: c, elsewhere: [{ path: b, revision: 11 }] });
});

test("a change that the join has already told of moves nobody", () => {
  expect(after(joined(), changed(b, 10)).effects).toEqual([]);
});

// ---- several files in one change ----

test("several documents in one change: stay, and say which changed", () => {
  const batch = { size: 2, documents: 2 };
  const { state, effects } = after(joined(), changed(c, 11, { batch }), changed(b, 11, { batch }));
  expect(state).toMatchObject({ current: a, elsewhere: [{ path: b }, { path: c }] });
  expect(effects).toEqual([{ type: "announce", text: "2 documents changed: b.py, c.py." }]);
});

test("several documents in one change, and nothing on the screen: one of them is shown", () => {
  const batch = { size: 2, documents: 2 };
  const empty = after(joined({ tree: [], changed: [] })).state;
  const { state, effects } = from(empty, changed(c, 11, { batch }), changed(b, 11, { batch }));
  expect(state.current).toBe(b);
  expect(moves(effects)).toHaveLength(1);
});

test("a message that is repeated counts once, and one change moves once", () => {
  const batch = { size: 2, documents: 2 };
  const twice = [changed(b, 11, { batch }), changed(b, 11, { batch })];
  expect(after(joined(), ...twice).effects).toEqual([]);
  expect(after(joined(), changed(b, 11), changed(c, 11))).toMatchObject({ state: { current: b }, effects: [] });
});

const names = ["a.py", "b.py", "c.py", "d.py", "lib/e.py", "data.csv", "notes.md"].map(p);
const batchOf = fc
  .record({ paths: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }), removed: fc.array(fc.boolean()) })
  .map(({ paths, removed }) => {
    const gone = (i: number) => removed[i] === true;
    const documents = paths.filter((path, i) => path.endsWith(".py") && !gone(i)).length;
    const batch = { size: paths.length, documents };
    return paths.map((path, i) => changed(path, 11, { batch, change: gone(i) ? "removed" : "modified" }));
  });
const setting = fc.constantFrom<NavigatorEvent[]>(
  [],
  [{ type: "pin" }],
  [{ type: "busy", hold: "dialog", busy: true }],
  [{ type: "activity", at: 9_999 }],
);
const places = fc.constantFrom(joined(), joined({ tree: [], changed: [] }), joined({ pin: b }));

test("the messages of one change give the same state and at most one navigation in any order", () => {
  const shuffled = batchOf.chain((events) =>
    fc.record({ events: fc.constant(events), other: fc.shuffledSubarray(events, { minLength: events.length }) }),
  );
  fc.assert(
    fc.property(shuffled, setting, places, ({ events, other }, before, place) => {
      const start = after(place, ...before).state;
      const outcome = (order: NavigatorEvent[]) => {
        const effects: NavigatorEffect[] = [];
        const end = order.reduce((state, event) => {
          const step = navigate(state, event);
          effects.push(...step.effects);
          return step.state;
        }, start);
        return { end, effects };
      };
      const one = outcome(events);
      expect(outcome(other)).toEqual(one);
      expect(moves(one.effects).length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 1000 },
  );
});

// ---- pins ----

test("a pinned viewer stays, and sees which other files changed, newest first and each once", () => {
  const { state, effects } = after(
    joined(),
    { type: "pin" },
    changed(b, 11),
    changed(c, 12),
    changed(b, 13),
    changed(a, 14),
  );
  expect(effects).toEqual([]);
  expect(state).toMatchObject({ current: a, pin: a });
  expect(otherFiles(state)).toEqual([b, c]);
});

test("a pin takes effect at once and is sent to be stored", () => {
  const { state, effects } = after(joined(), { type: "toggle-pin" });
  expect(state).toMatchObject({ pin: a, chosen: true });
  expect(effects).toContainEqual({ type: "set-pin", path: a });
  expect(navigate(state, { type: "toggle-pin" })).toMatchObject({
    state: { pin: null },
    effects: [{ path: null }, {}],
  });
});

test("a viewer who unpins is not moved until something changes", () => {
  const { state, effects } = after(joined(), { type: "pin" }, changed(b, 11), { type: "unpin" });
  expect(moves(effects)).toEqual([]);
  expect(state).toMatchObject({ current: a, elsewhere: [{ path: b }] });
  expect(from(state, changed(c, 12)).state.current).toBe(c);
});

test("a tab in which the viewer chose keeps its choice; another adopts the other tab's, without being moved", () => {
  const pinElsewhere: NavigatorEvent = { type: "pin-changed", path: b };
  expect(after(joined(), { type: "pin" }, pinElsewhere).state.pin).toBe(a);
  expect(after(joined(), { type: "unpin" }, pinElsewhere, joined({ pin: b }, { since: 10 })).state.pin).toBeNull();
  expect(after(joined(), pinElsewhere)).toMatchObject({ state: { pin: b, current: a, chosen: false }, effects: [] });
});

const anyPath = fc.constantFrom(...names);
const hands: fc.Arbitrary<NavigatorEvent> = fc.oneof(
  anyPath.map((path) => ({ type: "opened" as const, path })),
  fc.constantFrom<NavigatorEvent>(
    { type: "jump" },
    { type: "back" },
    { type: "dismiss" },
    { type: "stay-and-pin" },
    { type: "follow-the-rename" },
    { type: "pin" },
    { type: "unpin" },
  ),
);
const news: fc.Arbitrary<NavigatorEvent> = fc.oneof(
  { weight: 3, arbitrary: batchOf.map((events) => events[0] ?? changed(a, 11)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(anyPath, fc.nat(30), fc.nat(3000))
      .map(([path, revision, at]) => changed(path, 8 + revision, {}, at)),
  },
  fc
    .tuple(anyPath, anyPath, fc.nat(30))
    .map(([removed, to, revision]) =>
      treeChanged(8 + revision, { removed: [removed], renamed: removed === to ? [] : [{ from: removed, to }] }),
    ),
  fc
    .tuple(fc.uniqueArray(anyPath), fc.option(anyPath), fc.boolean())
    .map(([changedPaths, pin, whole]) => joined({ changed: changedPaths, pin }, { since: whole ? null : 9 })),
  fc.option(anyPath).map((path) => ({ type: "pin-changed" as const, path })),
  fc
    .tuple(fc.constantFrom("typing" as const, "dialog" as const, "selection" as const), fc.boolean())
    .map(([hold, busy]) => ({
      type: "busy" as const,
      hold,
      busy,
    })),
  fc.nat(3000).map((at) => ({ type: "activity" as const, at })),
);

test("a pinned viewer is never moved but by their own hand, whatever comes", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(hands, news, news), { maxLength: 40 }), (events) => {
      let state = after(joined(), { type: "pin" }).state;
      for (const event of events) {
        const step = navigate(state, event);
        const own = ["opened", "jump", "back", "follow-the-rename"].includes(event.type);
        if (state.pin !== null && !own) {
          expect(moves(step.effects)).toEqual([]);
          expect(step.state.current).toBe(state.current);
        }
        expect(moves(step.effects).length).toBeLessThanOrEqual(1);
        expect(otherFiles(step.state)).not.toContain(step.state.current);
        expect(new Set(otherFiles(step.state)).size).toBe(step.state.elsewhere.length);
        expect(JSON.parse(JSON.stringify(step.state))).toEqual(step.state);
        state = step.state;
      }
    }),
    { numRuns: 1000 },
  );
});

test("what a viewer chose in this tab holds against everything that the server says", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("pin" as const, "unpin" as const),
      fc.array(news, { maxLength: 30 }),
      (choice, events) => {
        const start = after(joined(), { type: choice }).state;
        expect(from(start, ...events).state.pin).toBe(start.pin);
      },
    ),
  );
});

// ---- in the middle of something ----

test("a viewer who types, has a dialog open or has text selected is not moved: a toast offers to", () => {
  for (const hold of ["typing", "dialog", "selection"] as const) {
    const busy: NavigatorEvent = { type: "busy", hold, busy: true };
    const held = after(joined(), busy, changed(b, 11));
    expect(held).toMatchObject({ state: { current: a, offer: b }, effects: [{ type: "toast", path: b }] });
    expect(otherFiles(held.state)).toEqual([b]);
    expect(from(held.state, { ...busy, busy: false }, changed(c, 12)).state.current).toBe(c);
  }
});

test("one hold that ends does not end another", () => {
  const typing: NavigatorEvent = { type: "busy", hold: "typing", busy: true };
  const dialog: NavigatorEvent = { type: "busy", hold: "dialog", busy: true };
  expect(after(joined(), dialog, typing, { ...typing, busy: false }, changed(b, 11)).state.current).toBe(a);
});

test("a viewer who scrolled or pressed a key in the last 1.5 s is not moved", () => {
  const scrolled: NavigatorEvent = { type: "activity", at: 5000 };
  expect(after(joined(), scrolled, changed(b, 11, {}, 6499)).state.current).toBe(a);
  expect(after(joined(), scrolled, changed(b, 11, {}, 6500)).state.current).toBe(b);
});

const held = after(joined(), { type: "busy", hold: "typing", busy: true }, changed(b, 11)).state;

test("Jump goes to the offered document, and Back returns to where one was", () => {
  const jumped = from(held, { type: "jump" });
  expect(jumped).toMatchObject({
    state: { current: b, offer: null, elsewhere: [] },
    effects: [{ path: b, focusChanged: true }],
  });
  expect(from(jumped.state, { type: "back" })).toMatchObject({
    state: { current: a, back: [] },
    effects: [{ type: "navigate", path: a, focusChanged: false }],
  });
});

test("Stay and pin pins where one is", () => {
  const { state, effects } = from(held, { type: "stay-and-pin" });
  expect(state).toMatchObject({ current: a, pin: a, offer: null });
  expect(effects).toContainEqual({ type: "set-pin", path: a });
});

test("a dismissed toast stays away, and the change stays listed", () => {
  const dismissed = from(held, { type: "dismiss" }).state;
  expect(dismissed).toMatchObject({ offer: null, elsewhere: [{ path: b }] });
  expect(from(dismissed, { type: "jump" }).effects).toEqual([]);
});

test("the browser's own Back is followed to where it went", () => {
  const { state } = after(joined(), { type: "opened", path: b }, { type: "opened", path: c }, { type: "back", to: a });
  expect(state).toMatchObject({ current: a, back: [] });
});

test("opening a file takes it off the list, and shows what changed in it", () => {
  const { state, effects } = after(joined(), { type: "pin" }, changed(b, 11), { type: "opened", path: b });
  expect(state).toMatchObject({ current: b, pin: a, elsewhere: [] });
  expect(moves(effects)).toEqual([{ type: "navigate", path: b, focusChanged: true }]);
});

// ---- the pinned file goes ----

const pinned = after(joined(), { type: "pin" }).state;

test("a pinned file that was deleted is said to be gone, and the viewer stays on it", () => {
  const { state, effects } = from(pinned, treeChanged(11, { removed: [a] }));
  expect(state).toMatchObject({ current: a, pin: a, pinnedGone: { path: a, removedAt: 11, renamedTo: null } });
  expect(effects).toEqual([{ type: "announce", text: "The pinned file a.py was deleted." }]);
  expect(from(state, { type: "unpin" }).state).toMatchObject({ pin: null, pinnedGone: null });
});

test("a pinned file that was renamed offers its new name, over any number of renames", () => {
  const [d, e] = [p("d.py"), p("e.py")];
  const renamed = (from: FilePath, to: FilePath) => ({ renamed: [{ from, to }], added: [entry(to)] });
  const { state } = from(pinned, treeChanged(11, renamed(a, d)), treeChanged(12, renamed(d, e)));
  expect(state.pinnedGone).toEqual({ path: a, removedAt: 11, renamedTo: e });
  const followed = from(state, { type: "follow-the-rename" });
  expect(followed.state).toMatchObject({ current: e, pin: e, pinnedGone: null });
  expect(followed.effects).toContainEqual({ type: "set-pin", path: e });
  expect(moves(followed.effects)).toHaveLength(1);
  expect(from(state, treeChanged(13, { removed: [e] })).state.pinnedGone?.renamedTo).toBeNull();
});

test("a pinned file under its new name is not listed among other files", () => {
  const renamed = changed(p("d.py"), 11, { change: "renamed", from: a });
  expect(from(pinned, renamed).state.elsewhere).toEqual([]);
});

test("a pinned file that comes back is no longer gone", () => {
  const { state } = from(pinned, treeChanged(11, { removed: [a] }), treeChanged(12, { added: [entry(a)] }));
  expect(state.pinnedGone).toBeNull();
});

test("a stored pin on a file that is gone is shown as such, never as a blank page", () => {
  const { state } = after(joined({ pin: p("gone.py") }));
  expect(state).toMatchObject({ current: "gone.py", pinnedGone: { path: "gone.py", removedAt: null } });
  expect(from(pinned, joined({ tree: [], removed: [a] }, { since: 10 })).state.pinnedGone?.path).toBe(a);
});

test("listed and offered files that are renamed or deleted are renamed and deleted there too", () => {
  const state = from(
    held,
    changed(c, 12),
    treeChanged(13, { removed: [c], renamed: [{ from: b, to: p("d.py") }] }),
  ).state;
  expect(otherFiles(state)).toEqual(["d.py"]);
});

// ---- after a broken connection ----

test("a viewer who was cut off catches up with one move, to what changed last", () => {
  const { state, effects } = after(joined(), joined({ head: 14, tree: [], changed: [b, c] }, { since: 10 }));
  expect(state).toMatchObject({ current: c, elsewhere: [{ path: b }] });
  expect(moves(effects)).toHaveLength(1);
  expect(from(pinned, joined({ head: 14, tree: [], changed: [b, c] }, { since: 10 })).effects).toEqual([]);
});
