// A lock that a killed holder leaves open. Each contender writes a file with its own identity, then looks who else is
// there: files of dead processes are taken away, and whoever sees a living one steps back. Nobody ever writes or removes
// the file of a living process but that process itself, so two can both step back, but never both hold.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { identify, isAlive } from "./process-identity.mjs";

/** @typedef {import("./process-identity.mjs").ProcessIdentity} ProcessIdentity */

/** Longer than two that began at once need to find out which of them holds. */
const CONTEND_MS = 3_000;

/**
 * @param {string} folder of this lock alone
 * @param {{ waitMs?: number, onWait?: (holder: ProcessIdentity) => void }} [options] `waitMs`: how long somebody else may
 *   hold it; `onWait` is called once, before the wait.
 * @returns {Promise<{ release: () => void } | { holder: ProcessIdentity }>}
 */
export async function holdLock(folder, { waitMs = 0, onWait } = {}) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const own = identify(process.pid) ?? { pid: process.pid, began: "unknown" };
  const file = path.join(folder, `${own.pid}-${Math.random().toString(36).slice(2)}.json`);
  const deadline = Date.now() + Math.max(waitMs, CONTEND_MS);
  let told = false;
  for (;;) {
    writeFileSync(file, JSON.stringify(own), { mode: 0o600 });
    const holder = findOther(folder, file);
    if (!holder) return { release: () => rmSync(file, { force: true }) };
    rmSync(file, { force: true });
    if (Date.now() > deadline) return { holder };
    if (!told && waitMs > 0) onWait?.(holder);
    told = true;
    await pause(50 + Math.random() * 200);
  }
}

/**
 * @param {string} folder
 * @param {string} ownFile
 * @returns {ProcessIdentity | null}
 */
function findOther(folder, ownFile) {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (file === ownFile || !name.endsWith(".json")) continue;
    const other = readIdentity(file);
    if (other === "gone") continue;
    // Half-written: its writer is about to look around as we do.
    if (other === "unreadable") return { pid: Number.parseInt(name, 10), began: "unknown" };
    if (isAlive(other)) return other;
    rmSync(file, { force: true });
  }
  return null;
}

/** @param {string} file */
function readIdentity(file) {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return "gone";
  }
  try {
    return /** @type {ProcessIdentity} */ (JSON.parse(text));
  } catch {
    const pid = Number.parseInt(path.basename(file), 10);
    if (identify(pid)) return "unreadable";
    rmSync(file, { force: true });
    return "gone";
  }
}
