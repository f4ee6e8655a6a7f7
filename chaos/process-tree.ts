// The processes below one of ours, as Linux shows them: sandboxes hide theirs from themselves, not from their host.
import { readdir, readFile } from "node:fs/promises";

type Seen = { pid: number; parent: number; group: number; command: string };

/** All processes that have come from this one and are still there. */
export async function descendantsOf(pid: number): Promise<Seen[]> {
  const entries = (await readdir("/proc").catch(() => [])).filter((entry) => /^\d+$/.test(entry));
  const all = (await Promise.all(entries.map((entry) => look(Number(entry))))).filter((one) => one !== null);
  const below = (parent: number): Seen[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)]);
  return below(pid);
}

/** A sandbox's executor, which begins kernels: each of those leads a process group of its own below it. */
export async function executorsOf(runner: number): Promise<{ pid: number; kernels: number[] }[]> {
  const pythons = (await descendantsOf(runner)).filter(({ command }) => isExecutor.test(command));
  const ids = new Set(pythons.map(({ pid }) => pid));
  const executors = pythons.filter(({ parent }) => !ids.has(parent));
  return executors.map(({ pid }) => ({
    pid,
    kernels: pythons.filter((one) => one.parent === pid && one.group === one.pid).map((one) => one.pid),
  }));
}

/** Python itself, and not the programs around it, which name it on their command lines. */
const isExecutor = /^\S*python\S* .*pinlight_executor/;

async function look(pid: number): Promise<Seen | null> {
  try {
    const line = await readFile(`/proc/${pid}/stat`, "utf8");
    const [, parent, group] = line.slice(line.lastIndexOf(")") + 2).split(" ");
    const command = (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ").trim();
    return { pid, parent: Number(parent), group: Number(group), command };
  } catch {
    return null;
  }
}
