import { readdirSync, readFileSync } from "node:fs";
import { markVariable } from "./environment.ts";
import { isRunning, waitUntilGone } from "./wait-until-gone.ts";

/** Ends every process whose environment carries a mark that begins with `prefix`; settles when none runs. Linux only. */
export async function endMarked(prefix: string): Promise<void> {
  await waitUntilGone(() => {
    const found = findMarked(prefix);
    for (const pid of found) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended in between.
      }
    }
    return found;
  });
}

function findMarked(prefix: string): number[] {
  const mark = `${markVariable}=${prefix}`;
  return readProcesses().filter((pid) => isRunning(pid) && environmentOf(pid).some((one) => one.startsWith(mark)));
}

function readProcesses(): number[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
  } catch {
    // Another user's process, or one that ended in between.
    return [];
  }
}
