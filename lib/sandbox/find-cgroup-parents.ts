// Where on this machine a control group may be made, read from two files of /proc. Version 1 has a tree for each
// controller, version 2 one tree for all; a machine may mount both, and a controller lives in exactly one of them.
import path from "node:path";

export const controllers = ["memory", "pids", "cpu"] as const;
export type Controller = (typeof controllers)[number];

export type CgroupParents =
  | { version: 1; folders: Partial<Record<Controller, string>> }
  /** From the process's own group up to the mount: the nearest that lets itself be divided is taken. */
  | { version: 2; folders: string[] };

type Mount = { root: string; at: string; type: string; options: string[] };

/** What /proc/self/mountinfo and /proc/self/cgroup allow, best first. Reads no other file. */
export function findCgroupParents(mountinfo: string, membership: string): CgroupParents[] {
  const mounts = mountinfo.split("\n").flatMap(parseMount);
  const own = new Map(membership.split("\n").flatMap(parseMembership));
  const found: CgroupParents[] = [];

  const folders: Partial<Record<Controller, string>> = {};
  for (const controller of controllers) {
    const mount = mounts.find((one) => one.type === "cgroup" && one.options.includes(controller));
    const group = own.get(controller);
    if (mount && group !== undefined) folders[controller] = place(mount, group);
  }
  if (folders.memory && folders.pids) found.push({ version: 1, folders });

  const unified = mounts.find((one) => one.type === "cgroup2");
  if (unified) found.push({ version: 2, folders: upwards(unified.at, place(unified, own.get("") ?? "/")) });
  return found;
}

function parseMount(line: string): Mount[] {
  const [before, after] = line.split(" - ");
  const fields = before?.split(" ") ?? [];
  const [type, , options] = after?.split(" ") ?? [];
  const [root, at] = [fields[3], fields[4]];
  if (!root || !at || !type?.startsWith("cgroup")) return [];
  return [{ root, at, type, options: options?.split(",") ?? [] }];
}

function parseMembership(line: string): [string, string][] {
  const [, names, ...rest] = line.split(":");
  const group = rest.join(":");
  return names === undefined ? [] : names.split(",").map((name) => [name, group]);
}

/** The group's folder below its mount; the mount itself where the group lies outside what is mounted here. */
function place(mount: Mount, group: string): string {
  const inside = path.posix.relative(mount.root, group);
  return inside.startsWith("..") ? mount.at : path.posix.join(mount.at, inside);
}

function upwards(top: string, from: string): string[] {
  const folders = [from];
  for (let folder = from; folder !== top && folder.startsWith(top); folder = path.posix.dirname(folder)) {
    folders.push(path.posix.dirname(folder));
  }
  return folders;
}
