// Who a process is: its id, and when it began. Ids are used again after an end or a restart of the machine; the pair is
// not, so that nobody is mistaken for a process of an earlier start.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** @typedef {{ pid: number, began: string }} ProcessIdentity */

/**
 * @param {number} pid
 * @returns {ProcessIdentity | null} null: no such process, or it has ended and only waits to be collected.
 */
export function identify(pid) {
  const began = process.platform === "linux" ? beganOnLinux(pid) : beganByPs(pid);
  return began === null ? null : { pid, began };
}

/** @param {ProcessIdentity} identity */
export function isAlive(identity) {
  return identify(identity.pid)?.began === identity.began;
}

/** @param {number} pid */
function beganOnLinux(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in parentheses, may hold anything: the fields are counted from its end.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return null;
    return `${boot()}:${fields[19]}`;
  } catch {
    return null;
  }
}

function boot() {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}

/** @param {number} pid */
function beganByPs(pid) {
  try {
    const said = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
    }).trim();
    return said === "" || said.startsWith("Z") ? null : said.slice(said.indexOf(" ") + 1).trim();
  } catch {
    return null;
  }
}
