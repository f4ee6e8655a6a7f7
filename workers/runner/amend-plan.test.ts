import { expect, test } from "vitest";
import { amendPlan } from "./amend-plan.ts";
import { planOf } from "./testing/scripted-sandbox.ts";

const plan = planOf(["a", "b", "c"], ["a", "b"]);
const planned = (id: string) => plan.reasons[id] ?? null;
const spared = { code: "kept", text: "kept: what it reads came out equal" } as const;
const again = { code: "set-back", text: "ran: c was read" } as const;

test("a plan that was right is not amended", () => {
  const ran = new Map([
    ["a", planned("a")],
    ["b", planned("b")],
  ]);
  expect(amendPlan(plan, { ran, toldKept: {} })).toEqual({ kept: {}, amended: null });
});

test("a run that ended early does not make the plan wrong", () => {
  expect(amendPlan(plan, { ran: new Map([["a", planned("a")]]), toldKept: {} }).amended).toBeNull();
});

test("what ran and what was spared is told in the document's order, each with its reason", () => {
  const ran = new Map([
    ["c", again],
    ["a", planned("a")],
  ]);
  expect(amendPlan(plan, { ran, toldKept: { b: spared } })).toEqual({
    kept: { b: spared },
    amended: { dirty: ["a", "c"], reasons: { ...plan.reasons, b: spared, c: again } },
  });
});

test("what ran, what was never to run and what is no block of the plan cannot be spared", () => {
  const ran = new Map([["a", planned("a")]]);
  const toldKept = { a: spared, c: spared, nobody: spared };
  expect(amendPlan(plan, { ran, toldKept })).toEqual({ kept: {}, amended: null });
});
