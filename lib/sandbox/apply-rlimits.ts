// Bounds of each single process, set by the sandbox's first program on itself just before it becomes the executor:
// not by the parent, because a bound on the number of processes counts those of the user namespace it was set in.
import { readdirSync, statSync } from "node:fs";
import os from "node:os";
import { openFiles, processMemoryBytes } from "./limits.ts";
import type { SandboxLimits } from "./port.ts";

const program = `
import os, resource, sys
for pair in sys.argv[1].split(","):
    name, _, value = pair.partition("=")
    kind = getattr(resource, "RLIMIT_" + name, None)
    if kind is None:
        continue
    hard = resource.getrlimit(kind)[1]
    bound = int(value) if hard == resource.RLIM_INFINITY else min(int(value), hard)
    try:
        resource.setrlimit(kind, (bound, bound))
    except (OSError, ValueError):
        pass  # macOS knows some of these by name only
os.execv(sys.argv[2], sys.argv[2:])
`;

/** The command that sets the bounds and becomes `command`. `processes`: null where a control group bounds them. */
export function applyRlimits(
  python: string,
  limits: SandboxLimits,
  processes: number | null,
  command: string[],
): string[] {
  const bounds: Record<string, number> = {
    DATA: processMemoryBytes(limits),
    FSIZE: limits.diskBytes,
    NOFILE: openFiles,
    CORE: 0,
    ...(processes === null ? {} : { NPROC: processes }),
  };
  const pairs = Object.entries(bounds).map(([name, value]) => `${name}=${value}`);
  return [python, "-I", "-S", "-c", program, pairs.join(","), ...command];
}

/** Since Linux 5.14 a bound set inside a user namespace counts what runs inside it; before, all of that user's. */
export function countsPerNamespace(release: string = os.release()): boolean {
  const [major = 0, minor = 0] = release.split(".").map(Number);
  return major > 5 || (major === 5 && minor >= 14);
}

/** Threads of all processes of this user: what the kernel compares a bound on processes with. */
export function countOwnTasks(): number {
  const uid = process.getuid?.();
  let tasks = 0;
  for (const pid of entries("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      if (statSync(`/proc/${pid}`).uid === uid) tasks += entries(`/proc/${pid}/task`).length;
    } catch {
      // It ended in between.
    }
  }
  return tasks;
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
