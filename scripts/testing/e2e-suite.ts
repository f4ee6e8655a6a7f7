import path from "node:path";
import { z } from "zod";
import { findChromium } from "./find-chromium.ts";
import { provideExamplesPython } from "./provide-test-python.ts";
import { type Counts, judged, none, readReport, runTool, type Suite } from "./suite.ts";

const Report = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
  errors: z.array(z.unknown()).default([]),
});

/** A real browser on real installations, each of which starts its own services. */
export function e2eSuite(options: { root: string; temporary: string; env: NodeJS.ProcessEnv }): Suite {
  const { root, temporary, env } = options;
  return {
    name: "e2e",
    async run(more) {
      const chromium = await findChromium();
      const file = path.join(temporary, "playwright.json");
      const args = [path.join(root, "node_modules/@playwright/test/cli.js"), "test", ...more];
      const settings = {
        ...{ ...env, CHROMIUM_PATH: chromium, PINLIGHT_PREPARED: "1", PLAYWRIGHT_JSON_OUTPUT_NAME: file },
        // Tables, figures and the like are those of real libraries.
        PINLIGHT_PYTHON: await provideExamplesPython(root),
      };
      const exitCode = await runTool(process.execPath, args, { cwd: root, env: settings });
      return judged(countReport(Report.safeParse(await readReport(file))), exitCode);
    },
  };
}

function countReport(report: z.ZodSafeParseResult<z.infer<typeof Report>>): Counts {
  if (!report.success) return none;
  const { stats, errors } = report.data;
  // One that passed only when tried again has failed once.
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped };
}
