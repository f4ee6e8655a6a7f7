// Processes by id and start time: an id alone may belong to somebody else by now.
import { execFile } from "node:child_process";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

export type Recorded = { pid: number; started: string };

/** What tells this process from a later one with the same id; null: it has gone. */
export async function startOf(pid: number): Promise<string | null> {
  try {
    if (process.platform === "linux") {
      const line = await readFile(`/proc/${pid}/stat`, "utf8");
      const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
      return fields[0] === "Z" ? null : (fields[19] ?? null);
    }
    const { stdout } = await promisify(execFile)("ps", ["-o", "lstart=", "-p", String(pid)]);
    return stdout.trim() || null;
  } catch {
    return null;
  }
}

export async function record(folder: string, name: string, pid: number): Promise<void> {
  const started = await startOf(pid);
  if (started) await writeFile(path.join(folder, `${name}.json`), JSON.stringify({ pid, started }), { mode: 0o600 });
}

export async function forget(folder: string, name: string): Promise<void> {
  await rm(path.join(folder, `${name}.json`), { force: true });
}

/** Ends what a killed start left behind; returns the names. */
export async function endLeftovers(folder: string): Promise<string[]> {
  const ended: string[] = [];
  for (const entry of await readdir(folder)) {
    if (!entry.endsWith(".json")) continue;
    const file = path.join(folder, entry);
    const { pid, started } = JSON.parse(await readFile(file, "utf8").catch(() => "{}")) as Partial<Recorded>;
    if (pid && started && (await startOf(pid)) === started) {
      await endGroup(pid);
      ended.push(entry.replace(/\.json$/, ""));
    }
    await rm(file, { force: true });
  }
  return ended;
}

const GRACE_MS = 5_000;

/** Ends a process and its group: asks first, then does not ask. */
export async function endGroup(
  pid: number,
  options: { signal?: NodeJS.Signals; graceMs?: number } = {},
): Promise<void> {
  const started = await startOf(pid);
  signalGroup(pid, options.signal ?? "SIGTERM");
  const deadline = Date.now() + (options.graceMs ?? GRACE_MS);
  while (started && (await startOf(pid)) === started) {
    if (Date.now() > deadline) signalGroup(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  // What the leader left in its group goes with it.
  signalGroup(pid, "SIGKILL");
}

export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch {
      // No such group: it may not lead one.
    }
  }
}
