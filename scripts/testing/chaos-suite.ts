// A whole installation, broken and checked from its viewers: few faults here, many in CI, where one seed is new each time.
import { randomInt } from "node:crypto";
import path from "node:path";
import { z } from "zod";
import { chaosTable } from "../../chaos/table.ts";
import { type Counts, none, readReport, runTool, type Suite } from "./suite.ts";

const Report = z.looseObject({
  faults: z.record(z.string(), z.int()),
  mismatches: z.array(z.string()),
  journal: z.string().nullable(),
});

type ChaosAmount = { seeds: number[]; faults: number };

export function chaosAmount(env: NodeJS.ProcessEnv, random: () => number): ChaosAmount {
  return env.CI === "true" ? { seeds: [1, 2, random()], faults: 60 } : { seeds: [1], faults: 20 };
}

/** Each seed counts as one test: passed when its run ended and nothing was wrong in it. */
export function chaosSuite(options: { root: string; temporary: string; env: NodeJS.ProcessEnv }): Suite {
  const { root, temporary, env } = options;
  return {
    name: "chaos",
    async run(more) {
      const { seeds, faults } = chaosAmount(env, () => randomInt(1_000, 1_000_000));
      let counts: Counts = none;
      for (const seed of seeds) {
        const report = path.join(temporary, `chaos-${seed}.json`);
        const words = ["--seed", `${seed}`, "--faults", `${faults}`, "--json", ...more];
        process.stdout.write(`seed ${seed}: ${faults} faults\n`);
        const exitCode = await runTool(process.execPath, [path.join(root, "scripts/chaos.mjs"), ...words], {
          ...{ cwd: root, env, report },
          // It ends what it has started, which is in groups of its own.
          endedBy: "SIGTERM",
        });
        counts = judgedSeed(counts, exitCode, Report.safeParse(await readReport(report)).data);
      }
      return counts;
    },
  };
}

/** A run that left no report has failed, whatever it was that ended it. */
function judgedSeed(counts: Counts, exitCode: number, report: z.infer<typeof Report> | undefined): Counts {
  process.stdout.write(report ? chaosTable(report) : `the harness ended with code ${exitCode} and without a report\n`);
  const isWell = exitCode === 0 && report?.mismatches.length === 0;
  return isWell ? { ...counts, passed: counts.passed + 1 } : { ...counts, failed: counts.failed + 1 };
}
