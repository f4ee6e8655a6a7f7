// One kind of tests: how it is run, and what came of it. The counts are read from the tool's own report, never from its
// exit code alone: a run that found no tests has proved nothing.
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";

export type Counts = { passed: number; failed: number; skipped: number };

export type Suite = {
  name: "python" | "unit" | "fuzz" | "e2e";
  /** Settles with its counts; throws one sentence when it cannot be run at all. */
  run(more: string[]): Promise<Counts>;
};

export const none: Counts = { passed: 0, failed: 0, skipped: 0 };

export function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

const running = new Set<number>();

/** Its output is this process's; settles with the exit code. */
export function runTool(
  program: string,
  args: string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<number> {
  return new Promise((resolve, reject) => {
    // A group of its own, so that browsers and workers end with it.
    const child = spawn(program, args, { ...options, detached: true, stdio: ["ignore", "inherit", "inherit"] });
    const { pid } = child;
    if (pid) running.add(pid);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (pid) running.delete(pid);
      resolve(code ?? (signal ? 128 : 1));
    });
  });
}

/** Ends every tool that still runs, with all that it started. */
export function endTools(): void {
  for (const pid of running) {
    try {
      process.kill(-pid, "SIGKILL");
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
