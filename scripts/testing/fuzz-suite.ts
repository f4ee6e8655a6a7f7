// The executor against a fresh run, edit by edit: two series of random programs, of a fixed and of a new seed.

import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { provideTestPython } from "./provide-test-python.ts";
import { type Counts, none, type Suite } from "./suite.ts";

const Tally = z.looseObject({ steps: z.int(), stale: z.int() });
const Report = z.looseObject({ families: z.record(z.string(), Tally), findings: z.array(z.unknown()) });

/** Every family of each series counts as one test: passed when none of its edits left anything stale. */
export function fuzzSuite(options: { root: string; temporary: string; env: NodeJS.ProcessEnv }): Suite {
  const { root, temporary, env } = options;
  const steps = z.coerce.number().int().positive().default(250).parse(env.PINLIGHT_FUZZ_STEPS);
  return {
    name: "fuzz",
    async run(more) {
      const python = await provideTestPython(root);
      let counts: Counts = none;
      for (const seed of [1, randomInt(1_000, 1_000_000)]) {
        const file = path.join(temporary, `fuzz-${seed}.json`);
        const words = ["--seed", `${seed}`, "--sessions", `${steps}`, "--steps", `${steps}`, "--jobs", "2", "--json"];
        process.stdout.write(`seed ${seed}: ${steps} edits of each family\n`);
        const settings = { ...env, PYTHONDONTWRITEBYTECODE: "1", MPLBACKEND: "Agg" };
        await runInto(file, python, ["-m", "fuzz", ...words, ...more], {
          cwd: path.join(root, "executor"),
          env: settings,
        });
        const report = Report.safeParse(await read(file));
        if (!report.success) return { ...counts, failed: counts.failed + 1 };
        for (const [family, tally] of Object.entries(report.data.families)) {
          process.stdout.write(`  ${family}: ${JSON.stringify(tally)}\n`);
          counts =
            tally.stale > 0 ? { ...counts, failed: counts.failed + 1 } : { ...counts, passed: counts.passed + 1 };
        }
        for (const finding of report.data.findings) process.stdout.write(`${JSON.stringify(finding, null, 1)}\n`);
      }
      return counts;
    },
  };
}

function runInto(file: string, program: string, words: string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
  return new Promise<void>((resolve, reject) => {
    const child = spawn(program, words, { ...options, stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.pipe(createWriteStream(file)).once("finish", resolve);
    child.once("error", reject);
  });
}

async function read(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return null;
  }
}
