import fc from "fast-check";
import { expect, test } from "vitest";
import { Settle, settleTimes } from "./settle.ts";

type Look = { at: number; paths: string[] };
type Act = { afterMs: number } & (
  | { type: "hint"; path: string }
  | { type: "later"; path: string; inMs: number }
  | { type: "bulk"; on: boolean }
);

/** Plays the acts at their times and asks the machine whenever it wanted to be asked, as the agent's loop does. */
function play(acts: Act[], isPassing = (_path: string) => false): { looks: Look[]; actsBefore: number[] } {
  const settle = new Settle();
  const looks: Look[] = [];
  const actsBefore: number[] = [];
  let done = 0;
  let now = 0;
  const run = (until: number) => {
    for (let action = settle.next(now); ; action = settle.next(now)) {
      if (action.type === "look") {
        looks.push({ at: now, paths: [...action.paths].sort() });
        actsBefore.push(done);
      } else if (action.type === "probe") settle.forget([...action.paths].filter(isPassing));
      else if (action.until === null || action.until > until) break;
      else now = Math.max(now, action.until);
    }
    now = until;
  };
  for (const act of acts) {
    run(now + act.afterMs);
    if (act.type === "hint") settle.hint(act.path, now);
    if (act.type === "later") settle.lookAgain(act.path, now + act.inMs);
    if (act.type === "bulk") settle.bulk(act.on, now);
    done += 1;
  }
  settle.bulk(false, now);
  run(now + 2 * settleTimes.bulkCapMs);
  expect(settle.next(now)).toEqual({ type: "wait", until: null });
  return { looks, actsBefore };
}

const hint = (afterMs: number, path: string): Act => ({ type: "hint", afterMs, path });

test("one path is read after 4 ms of quiet", () => {
  expect(play([hint(0, "a"), hint(3, "a"), hint(3, "a")]).looks).toEqual([{ at: 10, paths: ["a"] }]);
});

test("several paths are read together after 50 ms of quiet", () => {
  expect(play([hint(0, "a"), hint(1, "b")]).looks).toEqual([{ at: 51, paths: ["a", "b"] }]);
});

test("a path whose companion came and went is read after 4 ms, as if it were alone", () => {
  const isTemporary = (path: string) => path === "a.tmp7";
  expect(play([hint(0, "a.tmp7"), hint(1, "a")], isTemporary).looks).toEqual([{ at: 5, paths: ["a"] }]);
});

test("paths that never come to rest are read after 500 ms", () => {
  const restless = Array.from({ length: 300 }, (_, index) => hint(2, index % 2 ? "a" : "b"));
  expect(play(restless).looks[0]).toEqual({ at: 2 + settleTimes.capMs, paths: ["a", "b"] });
});

test("while git holds its lock nothing is read; afterwards its changes come together", () => {
  const bulk = (afterMs: number, on: boolean): Act => ({ type: "bulk", afterMs, on });
  const acts = [bulk(0, true), hint(10, "a"), hint(900, "b"), bulk(100, false)];
  expect(play(acts).looks).toEqual([{ at: 1060, paths: ["a", "b"] }]);
});

test("a lock that is never released stops waiting after 30 s", () => {
  const settle = new Settle();
  settle.bulk(true, 0);
  settle.hint("a", 5);
  expect(settle.next(29_999)).toEqual({ type: "wait", until: 30_000 });
  expect(settle.next(30_000)).toEqual({ type: "look", paths: new Set(["a"]) });
});

const path = fc.constantFrom("a", "b", "c", "d");
const afterMs = fc.oneof(fc.nat(3), fc.nat(60), fc.nat(600));
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant("hint" as const), afterMs, path }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("later" as const),
      afterMs,
      path,
      inMs: fc.integer({ min: 1, max: 500 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("bulk" as const), afterMs, on: fc.boolean() }) },
);

test("whatever happens in whatever order, every hinted path is read after its last hint", () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const { looks, actsBefore } = play(acts);
      acts.forEach((one, index) => {
        const isRead = (look: Look, number: number) =>
          one.type !== "bulk" && (actsBefore[number] ?? 0) > index && look.paths.includes(one.path);
        expect(one.type === "bulk" || looks.some(isRead)).toBe(true);
      });
    }),
  );
});

test("without a lock no hint waits longer than the cap, and nothing is read within 4 ms of a hint unless the cap is over", () => {
  const hints = fc.array(fc.record({ type: fc.constant("hint" as const), afterMs, path }), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(hints, (acts) => {
      const { looks } = play(acts);
      const times = acts.map((one, index) => {
        const at = acts.slice(0, index + 1).reduce((sum, { afterMs: ms }) => sum + ms, 0);
        return { path: one.path, at };
      });
      for (const one of times) {
        const look = looks.find((candidate) => candidate.at > one.at && candidate.paths.includes(one.path));
        expect(look && look.at - one.at).toBeLessThanOrEqual(settleTimes.capMs);
      }
      for (const look of looks) {
        const before = times.filter((one) => one.at < look.at && one.at >= (looks[looks.indexOf(look) - 1]?.at ?? 0));
        const last = Math.max(...before.map((one) => one.at));
        const first = Math.min(...before.map((one) => one.at));
        expect(look.at - last >= settleTimes.onePathMs || look.at - first >= settleTimes.capMs).toBe(true);
      }
    }),
  );
});
