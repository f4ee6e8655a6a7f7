// No sandbox at all: the executor as an ordinary process of this user. It reads and writes what this user may, and
// reaches every network that this machine reaches. Only for one person's own files on that person's own machine.
//
// What it does hold: bounds on each process, the sandbox's own folder, a bare environment, and an end that reaches
// everything, also what left the group.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import type { Writable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { applyRlimits, countOwnTasks } from "./apply-rlimits.ts";
import { openCgroup, sweepCgroups } from "./cgroup.ts";
import { endMarked } from "./end-marked.ts";
import { bareEnvironment, executorEnvironment } from "./environment.ts";
import { findPython, type PythonInstall } from "./find-python.ts";
import { guardCommand, lifeDescriptor } from "./guard.ts";
import { locateExecutor } from "./locate-executor.ts";
import { nameSandbox, ownerPrefix } from "./name-sandbox.ts";
import type { Probe, SandboxDriver } from "./port.ts";
import { probeByRunning } from "./probe-by-running.ts";
import { superviseChild } from "./supervise-child.ts";

export type ProcessOptions = {
  python?: string;
  executorDir: string;
  /** The folder in which each sandbox gets a folder for as long as it lives. */
  dataDir: string;
  owner: string;
};

/** Longer than the guard's own deadline for ending what it guards. */
const guardMs = 12_000;

export function processDriver(options: ProcessOptions): SandboxDriver {
  const sandboxes = path.join(options.dataDir, "sandboxes");
  let found: Promise<PythonInstall> | undefined;
  const python = () => {
    found ??= findPython(options.python);
    return found;
  };

  const driver: SandboxDriver = {
    name: "process-unsafe",

    async start({ name, limits }) {
      const id = nameSandbox(options.owner, name);
      const install = await python();
      locateExecutor(options.executorDir);
      const folder = makeFolder(path.join(sandboxes, id));
      const cgroup = openCgroup(id, limits);
      const processes = cgroup ? null : countOwnTasks() + limits.processes;
      const executor = applyRlimits(install.executable, limits, processes, [
        install.executable,
        "-m",
        "pinlight_executor",
        "serve",
      ]);
      const [program, ...args] = guardCommand(install.executable, folder, cgroup?.joinFiles ?? [], executor);
      const child = spawn(program ?? install.executable, args, {
        cwd: folder,
        env: bareEnvironment(
          executorEnvironment({
            mark: id,
            executorDir: options.executorDir,
            home: path.join(folder, "home"),
            tmp: path.join(folder, "tmp"),
            path: [path.dirname(install.executable), "/usr/local/bin", "/usr/bin", "/bin"].join(":"),
            userBase: install.userBase,
          }),
        ),
        detached: true,
        stdio: ["pipe", "pipe", "pipe", "pipe"],
      });
      const gone = once(child, "exit");
      gone.catch(() => {});
      return superviseChild(child, install.executable, {
        async end() {
          (child.stdio[lifeDescriptor] as Writable).destroy();
          await Promise.race([gone, pause(guardMs, undefined, { ref: false })]);
          // Only when user code has ended its own guard is there something left for these.
          child.kill("SIGKILL");
          await cgroup?.end();
          await endMarked(id);
        },
        async tidy() {
          await cgroup?.remove();
          await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
        },
      });
    },

    async probe(): Promise<Probe> {
      try {
        const hello = await probeByRunning(driver);
        const who = process.getuid?.() === 0 ? "as root, the owner of this machine" : "as you";
        return {
          ok: true,
          detail: `Python ${hello.python}; UNSAFE: documents run ${who}, with the network and every file that you can reach`,
        };
      } catch (error) {
        const reason = (error as Error).message;
        return { ok: false, reason, mend: mendFor(reason, options.dataDir) };
      }
    },

    async sweep() {
      const prefix = ownerPrefix(options.owner);
      await endMarked(prefix);
      await sweepCgroups(prefix);
      const left = listFolder(sandboxes).filter((name) => name.startsWith(prefix));
      await Promise.all(left.map((name) => rm(path.join(sandboxes, name), { recursive: true, force: true })));
    },
  };
  return driver;
}

function mendFor(reason: string, dataDir: string): string {
  if (/EACCES|EROFS|ENOSPC/.test(reason))
    return `make ${dataDir} writable, with room on its disk, or name another with --data`;
  if (reason.includes("PINLIGHT_EXECUTOR")) return "set PINLIGHT_EXECUTOR, or start from the project's folder";
  return "install Python 3.10 or newer, or name it in PINLIGHT_PYTHON";
}

function makeFolder(folder: string): string {
  for (const part of ["work", "home", "tmp"]) mkdirSync(path.join(folder, part), { recursive: true, mode: 0o700 });
  return folder;
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
