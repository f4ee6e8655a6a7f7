// A program that has to end well before a start goes on. What it says is shown only when it fails.
import { spawn } from "node:child_process";

const TAIL = 6_000;

export class StepFailed extends Error {}

/**
 * @param {string} what for the sentence that tells of its failure
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<void>}
 */
export function runStep(what, program, args, { cwd, env = process.env }) {
  return new Promise((resolve, reject) => {
    // A group of its own: what it started ends with it.
    const child = spawn(program, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    const take = (chunk) => {
      said = (said + chunk.toString("utf8")).slice(-TAIL);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    const release = endOnSignal(child);
    child.once("error", (error) => {
      release();
      reject(new StepFailed(`${what} failed: ${program} cannot be started (${error.message})`));
    });
    child.once("close", (code, signal) => {
      release();
      if (code === 0) resolve();
      else reject(new StepFailed(`${what} failed (${signal ?? `code ${code}`}):\n${said.trim()}`));
    });
  });
}

/** Ctrl-C while it runs ends it, then us. */
function endOnSignal(child) {
  const signals = /** @type {const} */ ({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 });
  const listeners = Object.entries(signals).map(([signal, code]) => {
    const listener = () => {
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {}
      process.exit(code);
    };
    process.once(signal, listener);
    return () => process.removeListener(signal, listener);
  });
  return () => {
    for (const remove of listeners) remove();
  };
}
