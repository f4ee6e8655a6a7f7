// One kind of tests: how it is run, and what came of it. The counts are read from the tool's own report, never from its
// exit code alone: a run that found no tests has proved nothing.
import { spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";

export type Counts = { passed: number; failed: number; skipped: number };

export type Suite = {
  name: "python" | "unit" | "fuzz" | "gallery" | "chaos" | "e2e";
  /** Settles with its counts; throws one sentence when it cannot be run at all. */
  run(more: string[]): Promise<Counts>;
};

export const none: Counts = { passed: 0, failed: 0, skipped: 0 };

export function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

const running = new Map<number, NodeJS.Signals>();

/** Its output is this process's, or with `report` goes to that file; settles with the exit code. */
export async function runTool(
  program: string,
  args: string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; report?: string; endedBy?: NodeJS.Signals },
): Promise<number> {
  const { report, endedBy = "SIGKILL", ...settings } = options;
  const file = report === undefined ? null : await open(report, "w");
  return new Promise<number>((resolve, reject) => {
    // A group of its own, so that browsers and workers end with it.
    const stdio = ["ignore", file?.fd ?? "inherit", "inherit"] as const;
    const child = spawn(program, args, { ...settings, detached: true, stdio: [...stdio] });
    const { pid } = child;
    if (pid) running.set(pid, endedBy);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (pid) running.delete(pid);
      resolve(code ?? (signal ? 128 : 1));
    });
  }).finally(() => file?.close());
}

/** Ends every tool that still runs, with all that it started. */
export function endTools(): void {
  for (const [pid, signal] of running) {
    try {
      process.kill(-pid, signal);
    } catch {
      // Ended meanwhile.
    }
  }
}

/** The report, or null when the tool ended before it wrote one. */
export async function readReport(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    return null;
  }
}

/** A tool that says it failed while its report knows of no failure has failed in a way that it did not count. */
export function judged(counts: Counts, exitCode: number): Counts {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
