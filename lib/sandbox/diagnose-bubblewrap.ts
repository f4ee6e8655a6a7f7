import { readFileSync } from "node:fs";
import { openCgroup } from "./cgroup.ts";
import { defaultLimits } from "./limits.ts";
import { nameSandbox } from "./name-sandbox.ts";
import { seccompFilter } from "./seccomp-filter.ts";

/** What bounds a sandbox on this machine, as phrases. */
export async function describeBubblewrap(owner: string): Promise<string[]> {
  const cgroup = openCgroup(nameSandbox(owner, "probe"), defaultLimits);
  await cgroup?.remove();
  const root = process.getuid?.() === 0;
  return [
    cgroup
      ? "memory and processes bound by a control group"
      : "no control group can be made here: memory is bound for each process only",
    ...(cgroup || !root ? [] : ["started by root: the number of processes is not bound"]),
    cgroup?.boundsCpu ? "CPU bound" : "CPU time is not bound",
    seccompFilter() ? "system calls filtered" : `system calls not filtered on ${process.arch}`,
  ];
}

/** The line that mends a sandbox which failed for `reason`. */
export function mendBubblewrap(reason: string): string {
  if (reason.includes("PINLIGHT_EXECUTOR")) return "set PINLIGHT_EXECUTOR, or start from the project's folder";
  if (/ENOENT|not found/.test(reason))
    return "install bubblewrap (Debian, Ubuntu: sudo apt-get install bubblewrap), or name it in PINLIGHT_BWRAP";
  if (reason.includes("Python")) return "install Python 3.10 or newer, or name it in PINLIGHT_PYTHON";
  if (readSysctl("kernel/apparmor_restrict_unprivileged_userns") === "1") {
    return "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";
  }
  if (readSysctl("kernel/unprivileged_userns_clone") === "0")
    return "sudo sysctl -w kernel.unprivileged_userns_clone=1";
  if (readSysctl("user/max_user_namespaces") === "0") return "sudo sysctl -w user.max_user_namespaces=10000";
  return "user namespaces may be closed here (a container, a hardened kernel): use the docker sandbox";
}

function readSysctl(name: string): string | null {
  try {
    return readFileSync(`/proc/sys/${name}`, "utf8").trim();
  } catch {
    return null;
  }
}
