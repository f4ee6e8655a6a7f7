// A run of the harness, decided beforehand: who does what when, and what breaks when. The same seed gives the same plan;
// what it meets in the running service depends on the moment and is not the same twice.
import { type Act, someAct } from "./acts.ts";
import { dealFaults, type Fault, type FaultKind } from "./faults.ts";
import { seeded } from "./random.ts";
import { AuthorTree, type FileChange } from "./tree.ts";

export type Step = { at: number } & (
  | { what: "edit"; changes: FileChange[] }
  | { what: "act"; viewer: number; act: Act }
  | { what: "fault"; fault: Fault }
);
export type Plan = {
  seed: number;
  viewers: number;
  /** What is on the disk before anything starts. */
  files: Record<string, string>;
  steps: Step[];
  /** Saved after everything is over, while all viewers have just come back. */
  lastWords: FileChange[];
};
export type PlanOptions = { seed: number; faults: number; viewers: number; only: FaultKind[] };

/** Between two faults, in ms. */
const FAULT_GAP = { least: 700, most: 2400 };
/** So soon after a save comes every other fault: while the save is on its way. */
const HOT_MS = 120;
/** Of edits and acts before the first fault and after the last. */
const MARGIN_MS = 1_500;

export function makePlan({ seed, faults, viewers, only }: PlanOptions): Plan {
  const [byFault, byEdit, byAct] = [seeded(seed, "faults"), seeded(seed, "edits"), seeded(seed, "acts")];
  const steps: Step[] = [];
  let at = MARGIN_MS;
  for (const fault of dealFaults(byFault, { count: faults, viewers, only })) {
    steps.push({ at, what: "fault", fault });
    at += byFault.between(FAULT_GAP.least, FAULT_GAP.most);
  }
  const end = at + MARGIN_MS;
  const tree = new AuthorTree(byEdit);
  const files = tree.files;
  /** Which paths the author's tree had, and when. */
  const known: { at: number; paths: string[] }[] = [{ at: 0, paths: tree.paths }];
  for (let when = 200; when < end; when += byEdit.chance(0.2) ? byEdit.between(5, 60) : byEdit.between(200, 1600)) {
    const changes = tree.change();
    if (changes.length > 0) steps.push({ at: when, what: "edit", changes });
    known.push({ at: when, paths: tree.paths });
  }
  const saves = steps.flatMap((step) => (step.what === "edit" ? [step.at] : []));
  for (const step of steps) {
    const next = step.what === "fault" && byFault.chance(0.5) ? saves.find((save) => save >= step.at) : undefined;
    if (next !== undefined) step.at = next + byFault.below(HOT_MS);
  }
  for (let when = 100; when < end; when += byAct.between(60, 900)) {
    const paths = known.findLast((one) => one.at <= when)?.paths ?? [];
    steps.push({ at: when, what: "act", viewer: byAct.below(viewers), act: someAct(byAct, paths) });
  }
  steps.sort((one, other) => one.at - other.at);
  return { seed, viewers, files, steps, lastWords: tree.touchAll() };
}
