// `npm test`: brings up what the tests need, runs them, and ends with one plain line of counts.
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { chaosSuite } from "./chaos-suite.ts";
import { e2eSuite } from "./e2e-suite.ts";
import { fuzzSuite } from "./fuzz-suite.ts";
import { gallerySuite } from "./gallery-suite.ts";
import { pythonSuite } from "./python-suite.ts";
import { add, type Counts, endTools, none, type Suite } from "./suite.ts";
import { startTestServices, type TestServices } from "./test-services.ts";
import { unitSuite } from "./unit-suite.ts";

export type TestRequest = {
  root: string;
  /** In this order. */
  suites: Suite["name"][];
  quick: boolean;
  /** For the tools themselves: files, name patterns, flags. */
  more: string[];
};

/** Returns the exit code: 1 after any failure, and when no test ran. */
export async function runTests({ root, suites, quick, more }: TestRequest): Promise<number> {
  const temporary = await mkdtemp(path.join(os.tmpdir(), "pinlight-tests-"));
  let services: TestServices | null = null;
  const clean = async () => {
    await services?.stop();
    await rm(temporary, { recursive: true, force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      endTools();
      void clean().then(() => process.exit(130));
    });
  }
  let total = none;
  try {
    // Only these use them: every installation of the others has services of its own.
    if (suites.includes("unit")) services = await startTestServices(root);
    const env = { ...process.env, ...mayStartEngine(quick), ...services?.env };
    const known: Record<Suite["name"], Suite> = {
      python: pythonSuite({ root, temporary, env }),
      unit: unitSuite({ root, temporary, env, quick }),
      fuzz: fuzzSuite({ root, temporary, env }),
      gallery: gallerySuite({ root, temporary, env }),
      chaos: chaosSuite({ root, temporary, env }),
      e2e: e2eSuite({ root, temporary, env }),
    };
    for (const name of suites) total = add(total, await runSuite(known[name], more));
  } finally {
    await clean();
  }
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
  process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

async function runSuite(suite: Suite, more: string[]): Promise<Counts> {
  process.stdout.write(`\n== ${suite.name} ==\n`);
  const counts = await suite.run(more).catch((error: Error): Counts => {
    process.stdout.write(`${suite.name}: ${error.message}\n`);
    return { ...none, failed: 1 };
  });
  process.stdout.write(`${suite.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  return counts;
}

/** The docker sandbox's tests start an engine of their own where they may, and say so before they install one. */
function mayStartEngine(quick: boolean): Record<string, string> {
  const may = !quick && process.platform === "linux" && process.getuid?.() === 0;
  return may && process.env.PINLIGHT_TEST_DOCKER === undefined ? { PINLIGHT_TEST_DOCKER: "1" } : {};
}
