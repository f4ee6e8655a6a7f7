import path from "node:path";
import { z } from "zod";
import { provideTestPython } from "./provide-test-python.ts";
import { type Counts, judged, none, readReport, runTool, type Suite } from "./suite.ts";

const Report = z.object({ passed: z.int(), failed: z.int(), skipped: z.int() });

/** The executor's own tests, with the libraries whose results it knows how to show. */
export function pythonSuite(options: { root: string; temporary: string; env: NodeJS.ProcessEnv }): Suite {
  const { root, temporary, env } = options;
  return {
    name: "python",
    async run(more) {
      const python = await provideTestPython(root);
      const file = path.join(temporary, "unittest.json");
      const script = path.join(root, "scripts/testing/run_unittest.py");
      const settings = {
        ...env,
        PYTHONPATH: path.join(root, "executor"),
        PYTHONDONTWRITEBYTECODE: "1",
        MPLBACKEND: "Agg",
      };
      const exitCode = await runTool(python, [script, path.join(root, "executor/tests"), file, ...more], {
        cwd: temporary,
        env: settings,
      });
      const report = Report.safeParse(await readReport(file));
      const counts: Counts = report.success ? report.data : none;
      return judged(counts, exitCode);
    },
  };
}
