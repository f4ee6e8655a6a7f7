// A plan is a prediction. What it should have said is known at the run's end, from what ran and what the kernel says did
// not have to.
import type { Reason } from "#lib/protocol/block.ts";
import type { PlanBody } from "#lib/protocol/kernel.ts";

export type RealRun = {
  /** Of each block that has a result of this run, why it ran. */
  ran: ReadonlyMap<string, Reason | null>;
  /** What the kernel says it kept. It may say so only of what was to run and has no result. */
  toldKept: Readonly<Record<string, Reason>>;
};
export type AmendedPlan = {
  kept: Record<string, Reason>;
  /** null: the plan was right. */
  amended: Pick<PlanBody, "dirty" | "reasons"> | null;
};

export function amendPlan(plan: PlanBody, { ran, toldKept }: RealRun): AmendedPlan {
  const toRun = new Set<string>(plan.dirty);
  const kept = Object.fromEntries(Object.entries(toldKept).filter(([id]) => toRun.has(id) && !ran.has(id)));
  const reasons = { ...plan.reasons, ...kept };
  let isRight = Object.keys(kept).length === 0;
  for (const [id, reason] of ran) {
    const planned = plan.reasons[id];
    if (!toRun.has(id)) isRight = false;
    if (!reason || (planned?.code === reason.code && planned.text === reason.text)) continue;
    reasons[id] = reason;
    isRight = false;
  }
  if (isRight) return { kept, amended: null };
  const dirty = plan.blocks
    .map(({ id }) => id)
    .filter((id) => ran.has(id) || (toRun.has(id) && !Object.hasOwn(kept, id)));
  return { kept, amended: { dirty, reasons } };
}
