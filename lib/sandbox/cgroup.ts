// A control group of one sandbox: bounds on memory, processes and CPU time of all of it together, and a list of its
// processes that none of them can leave. Only where the machine lets this user make one; else rlimits have to do.
import { spawnSync } from "node:child_process";
import { accessSync, constants, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type CgroupParents, controllers, findCgroupParents } from "./find-cgroup-parents.ts";
import type { SandboxLimits } from "./port.ts";
import { waitUntilGone } from "./wait-until-gone.ts";

export type Cgroup = {
  /** A process that writes its own id into each of these is bound, with all its descendants. */
  joinFiles: string[];
  boundsCpu: boolean;
  /** Ends every process in the group; settles when none runs. */
  end(): Promise<void>;
  remove(): Promise<void>;
};

const cpuPeriodUs = 100_000;
/** The sandbox's own supervisors, which the limit does not mean. */
const ownProcesses = 2;

/** Null where no group that bounds both memory and processes can be made. */
export function openCgroup(name: string, limits: SandboxLimits): Cgroup | null {
  for (const parents of readParents()) {
    const folders =
      parents.version === 1 ? makeV1(parents.folders, name, limits) : makeV2(parents.folders, name, limits);
    const group = folders && cgroupOf(folders);
    if (group && canJoin(group)) return group;
    for (const folder of folders ?? []) attempt(() => rmdirSync(folder));
  }
  return null;
}

/** Ends and removes every group whose name begins with `prefix`. */
export async function sweepCgroups(prefix: string): Promise<void> {
  const parents = readParents().flatMap((one) => Object.values(one.folders));
  const names = new Set(parents.flatMap((folder) => attempt(() => readdirSync(folder)) ?? []));
  for (const name of names) {
    if (!name.startsWith(prefix)) continue;
    const folders = parents.map((parent) => path.join(parent, name)).filter((folder) => exists(folder));
    const group = cgroupOf(folders);
    await group.end();
    await group.remove();
  }
}

let joinable: boolean | undefined;

/** Making a group and moving into it are separate rights, so moving is tried, once, by a process that then ends. */
function canJoin(group: Cgroup): boolean {
  const moveAll = 'for file; do echo $$ > "$file" || exit 1; done';
  joinable ??= spawnSync("/bin/sh", ["-c", moveAll, "sh", ...group.joinFiles], { stdio: "ignore" }).status === 0;
  return joinable;
}

function readParents(): CgroupParents[] {
  if (process.platform !== "linux") return [];
  return findCgroupParents(readText("/proc/self/mountinfo"), readText("/proc/self/cgroup"));
}

function makeV1(parents: Partial<Record<string, string>>, name: string, limits: SandboxLimits): string[] | null {
  const settings: Record<string, [file: string, value: number, optional?: boolean][]> = {
    memory: [
      ["memory.limit_in_bytes", limits.memoryBytes],
      // Not there when the machine does not account swap; then it has none to escape into, or cannot bound it.
      ["memory.memsw.limit_in_bytes", limits.memoryBytes, true],
    ],
    pids: [["pids.max", limits.processes + ownProcesses]],
    cpu: [
      ["cpu.cfs_period_us", cpuPeriodUs],
      ["cpu.cfs_quota_us", Math.round(limits.cpus * cpuPeriodUs)],
    ],
  };
  const made: string[] = [];
  for (const controller of controllers) {
    const parent = parents[controller];
    const folder = parent && make(path.join(parent, name), settings[controller] ?? []);
    if (folder) made.push(folder);
    else if (controller !== "cpu") {
      for (const one of made) attempt(() => rmdirSync(one));
      return null;
    }
  }
  return made;
}

function makeV2(parents: string[], name: string, limits: SandboxLimits): string[] | null {
  for (const parent of parents) {
    if (!canDivide(parent)) continue;
    const folder = make(path.join(parent, name), [
      ["memory.max", limits.memoryBytes],
      ["memory.swap.max", 0, true],
      ["pids.max", limits.processes + ownProcesses],
      ["cpu.max", `${Math.round(limits.cpus * cpuPeriodUs)} ${cpuPeriodUs}`, true],
    ]);
    if (folder) return [folder];
  }
  return null;
}

/** A group with processes of its own cannot hand controllers down, and moving a process needs the common ancestor. */
function canDivide(parent: string): boolean {
  const handed = () => readText(path.join(parent, "cgroup.subtree_control")).split(/\s+/);
  const wanted = controllers.filter((controller) => !handed().includes(controller));
  for (const controller of wanted)
    attempt(() => writeFileSync(path.join(parent, "cgroup.subtree_control"), `+${controller}`));
  if (!(handed().includes("memory") && handed().includes("pids"))) return false;
  return attempt(() => accessSync(path.join(parent, "cgroup.procs"), constants.W_OK)) !== null;
}

function make(folder: string, settings: [file: string, value: number | string, optional?: boolean][]): string | null {
  try {
    mkdirSync(folder);
  } catch {
    return null;
  }
  for (const [file, value, optional] of settings) {
    if (attempt(() => writeFileSync(path.join(folder, file), String(value))) === null && !optional) {
      attempt(() => rmdirSync(folder));
      return null;
    }
  }
  return folder;
}

function cgroupOf(folders: string[]): Cgroup {
  const members = () =>
    folders.flatMap((folder) => readText(path.join(folder, "cgroup.procs")).split("\n").filter(Boolean).map(Number));
  return {
    joinFiles: folders.map((folder) => path.join(folder, "cgroup.procs")),
    boundsCpu: folders.some(
      (folder) => exists(path.join(folder, "cpu.max")) || exists(path.join(folder, "cpu.cfs_quota_us")),
    ),
    end: () =>
      // Asked again each time: a process that was being forked while the list was read is on the next one.
      waitUntilGone(() => {
        const left = members();
        for (const pid of left) attempt(() => process.kill(pid, "SIGKILL"));
        return left;
      }),
    async remove() {
      // A group stays busy for a moment after its last process.
      for (let tries = 0; tries < 50 && folders.some(exists); tries++) {
        for (const folder of folders) attempt(() => rmdirSync(folder));
        if (folders.some(exists)) await pause(20);
      }
    },
  };
}

function attempt<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}

function exists(file: string): boolean {
  return attempt(() => accessSync(file)) !== null;
}

function readText(file: string): string {
  return attempt(() => readFileSync(file, "utf8")) ?? "";
}
