import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const pollMs = 2;

/** Settles when no process runs under any of the ids that `pids` gives, or throws after `deadlineMs`. */
export async function waitUntilGone(pids: () => number[], deadlineMs = 10_000): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const left = pids().filter(isRunning);
    if (left.length === 0) return;
    if (Date.now() > deadline)
      throw new Error(`processes ${left.join(", ")} did not end within ${deadlineMs} ms of SIGKILL`);
    await pause(pollMs);
  }
}

/** Whether a process runs: one that ended and only waits to be collected by its parent does not. */
export function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const state = stat.charAt(stat.lastIndexOf(")") + 2);
    return state !== "Z" && state !== "X";
  } catch {
    return process.platform !== "linux" && answersSignal(pid);
  }
}

function answersSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
