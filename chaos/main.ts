// `npm run chaos -- [--seed N] [--faults N] [--viewers N] [--only KIND,KIND] [--break resume|seq] [--keep] [--json]`:
// breaks a whole installation in every way that it has to survive, and says whether anybody could tell in the end.
import { parseArgs } from "node:util";
import { type FaultKind, faultKinds } from "./plan/faults.ts";
import { makePlan } from "./plan/make-plan.ts";
import { runChaos } from "./run-chaos.ts";
import { chaosTable } from "./table.ts";

const breakNames = ["resume", "seq"] as const;

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    faults: { type: "string", default: "60" },
    viewers: { type: "string", default: "6" },
    /** Faults of these kinds alone. */
    only: { type: "string", default: "" },
    /** What the viewers do wrong on purpose: the run then has to fail. */
    break: { type: "string" },
    /** Leaves the run's folder, with its journal and the logs of all processes, also when all was well. */
    keep: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});

function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

function whole(name: "seed" | "faults" | "viewers", text: string): number {
  const number = Number(text);
  return Number.isSafeInteger(number) && number >= 0 ? number : refuse(`--${name} takes a whole number, not ${text}.`);
}

const only = values.only.split(",").filter(Boolean) as FaultKind[];
const unknown = only.find((kind) => !faultKinds.includes(kind));
if (unknown) refuse(`There is no fault ${unknown}. The kinds are ${faultKinds.join(", ")}.`);
const breaks = breakNames.find((name) => name === values.break) ?? null;
if (values.break !== undefined && !breaks) refuse(`--break takes ${breakNames.join(" or ")}, not ${values.break}.`);

const seed = whole("seed", values.seed ?? String(Math.floor(Math.random() * 1_000_000)));
const faults = whole("faults", values.faults);
const viewers = whole("viewers", values.viewers);
// One for each process that a run starts, and a deployment starts all of them anew.
process.setMaxListeners(0);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
const report = await runChaos(makePlan({ seed, faults, viewers, only }), { breaks, keep: values.keep });
process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : chaosTable(report));
process.exit(report.mismatches.length > 0 ? 1 : 0);
