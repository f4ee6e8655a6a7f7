import path from "node:path";
import { z } from "zod";
import { type Counts, judged, none, readReport, runTool, type Suite } from "./suite.ts";

const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

/** Everything that vitest runs: pure, with Postgres and Valkey, and with sandboxes unless `quick`. */
export function unitSuite(options: { root: string; temporary: string; env: NodeJS.ProcessEnv; quick: boolean }): Suite {
  const { root, temporary, env, quick } = options;
  return {
    name: "unit",
    async run(more) {
      const file = path.join(temporary, "vitest.json");
      const args = [
        ...[path.join(root, "node_modules/vitest/vitest.mjs"), "run"],
        ...["--reporter=default", "--reporter=json", `--outputFile.json=${file}`],
        ...(quick ? ["--exclude", "**/*.sandbox.test.ts"] : []),
        ...more,
      ];
      const exitCode = await runTool(process.execPath, args, { cwd: root, env: { ...env, NODE_ENV: "test" } });
      return judged(countReport(Report.safeParse(await readReport(file))), exitCode);
    },
  };
}

function countReport(report: z.ZodSafeParseResult<z.infer<typeof Report>>): Counts {
  if (!report.success) return none;
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = report.data;
  // A file that cannot be loaded holds no test that could fail.
  const unloadable = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  return {
    passed: numPassedTests,
    failed: numFailedTests + unloadable.length,
    skipped: numPendingTests + numTodoTests,
  };
}
