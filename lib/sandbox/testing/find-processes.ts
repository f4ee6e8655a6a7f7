import { readdirSync, readFileSync } from "node:fs";
import { isRunning } from "../wait-until-gone.ts";

/** Ids of the processes of this machine, in sandboxes too, whose command line contains `token`. Linux only. */
export function findProcesses(token: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && commandOf(name).includes(token))
    .map(Number)
    .filter((pid) => pid !== process.pid && isRunning(pid));
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
