import { expect, test } from "vitest";
import { faultKinds } from "./faults.ts";
import { makePlan, type Plan } from "./make-plan.ts";

const options = { seed: 7, faults: 60, viewers: 6, only: [] };
const editsOf = ({ steps }: Plan) => steps.filter((step) => step.what === "edit");

test("[chaos] the same seed gives the same plan, another seed another", () => {
  expect(makePlan(options)).toEqual(makePlan(options));
  expect(makePlan({ ...options, seed: 8 })).not.toEqual(makePlan(options));
});

test("[chaos] a plan of 60 faults has every kind of them", () => {
  const { steps } = makePlan(options);
  const kinds = steps.flatMap((step) => (step.what === "fault" ? [step.fault.kind] : []));
  expect(kinds).toHaveLength(60);
  expect(new Set(kinds)).toEqual(new Set(faultKinds));
});

test("[chaos] other faults leave the author's edits as they are, as far as both go", () => {
  const [one, other] = [editsOf(makePlan({ ...options, faults: 20, only: ["cut"] })), editsOf(makePlan(options))];
  const both = Math.min(one.length, other.length);
  expect(both).toBeGreaterThan(5);
  expect(one.slice(0, both)).toEqual(other.slice(0, both));
});

test("[chaos] every edit of a plan is possible when its turn comes", () => {
  const { files, steps } = makePlan(options);
  const present = new Set(Object.keys(files));
  for (const step of steps) {
    for (const change of step.what === "edit" ? step.changes : []) {
      if (change.op === "write") present.add(change.path);
      else expect(present.delete(change.op === "move" ? change.from : change.path)).toBe(true);
      if (change.op === "move") present.add(change.to);
    }
  }
});
