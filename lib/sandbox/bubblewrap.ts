// A sandbox without a container engine: namespaces of its own (processes, network, users, mounts), a read-only view
// of the system's programs and of one Python, and file systems in memory for everything that it may write.
//
// Bubblewrap's first process in the new process namespace is the sandbox's init: when it dies, the kernel ends all
// others before the id disappears. So "everything has gone" is "that one process has gone".
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { applyRlimits, countOwnTasks, countsPerNamespace } from "./apply-rlimits.ts";
import { type BubblewrapFiles, bubblewrapArguments } from "./bubblewrap-arguments.ts";
import { type Cgroup, openCgroup, sweepCgroups } from "./cgroup.ts";
import { describeBubblewrap, mendBubblewrap } from "./diagnose-bubblewrap.ts";
import { endMarked } from "./end-marked.ts";
import { bareEnvironment, markVariable } from "./environment.ts";
import { findPython, type PythonInstall } from "./find-python.ts";
import { nameSandbox, ownerPrefix } from "./name-sandbox.ts";
import type { Probe, SandboxDriver, SandboxLimits } from "./port.ts";
import { probeByRunning } from "./probe-by-running.ts";
import { seccompFilter } from "./seccomp-filter.ts";
import { superviseChild } from "./supervise-child.ts";
import { isRunning, waitUntilGone } from "./wait-until-gone.ts";

export type BubblewrapOptions = {
  /** The program; by default the one on PATH. */
  bwrap?: string;
  /** Name or path of the Python that runs documents; by default the first that is new enough. */
  python?: string;
  /** Folder that holds the package pinlight_executor. */
  executorDir: string;
  owner: string;
};

/** Writes its own id into each file up to "--", then becomes what follows: bound before it runs. */
const join = 'while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done; shift; exec "$@"';
/** Longer than bubblewrap takes to make its first process. */
const startMs = 2_000;
const files = { seccomp: 3, info: 4, passwd: 5, hosts: 6 } as const satisfies BubblewrapFiles;
const passwd = "pinlight:x:1000:1000::/tmp:/bin/sh\n";
const hosts = "127.0.0.1 localhost\n::1 localhost\n";

export function bubblewrapDriver(options: BubblewrapOptions): SandboxDriver {
  const bwrap = options.bwrap ?? "bwrap";
  let found: Promise<PythonInstall> | undefined;
  const python = () => {
    found ??= findPython(options.python);
    return found;
  };

  const driver: SandboxDriver = {
    name: "bubblewrap",

    async start({ name, limits }) {
      const id = nameSandbox(options.owner, name);
      const install = await python();
      const cgroup = openCgroup(id, limits);
      const filter = seccompFilter();
      const command = [
        bwrap,
        ...bubblewrapArguments({
          python: install,
          executorDir: options.executorDir,
          limits,
          mark: id,
          files,
          filtered: filter !== null,
        }),
        ...applyRlimits(install.executable, limits, processBound(limits, cgroup), [
          install.executable,
          "-m",
          "pinlight_executor",
          "serve",
        ]),
      ];
      const [program, ...args] = cgroup
        ? ["/bin/sh", "-c", join, "sh", ...cgroup.joinFiles, "--", ...command]
        : command;
      const child = spawn(program ?? bwrap, args, {
        // Not this process's own environment: bubblewrap's init keeps what it was started with readable in /proc/1.
        env: bareEnvironment({ PATH: process.env.PATH, [markVariable]: id }),
        // A session of its own: Ctrl-C in a terminal is for the service, which then ends its sandboxes in order.
        detached: true,
        stdio: ["pipe", "pipe", "pipe", "pipe", "pipe", "pipe", "pipe"],
      });
      feed(child, { [files.seccomp]: filter ?? "", [files.passwd]: passwd, [files.hosts]: hosts });
      const init = readInit(child);
      const gone = once(child, "exit").catch(() => {});
      return superviseChild(child, bwrap, {
        async end() {
          // Init first, so that bubblewrap collects it and then ends by itself. Bubblewrap binds its own life to init's
          // only once init has been set up, and what nobody collects keeps the control group busy.
          const pid = await Promise.race([init, pause(startMs, null, { ref: false })]);
          if (pid !== null) {
            endInit(pid);
            await Promise.race([gone, pause(startMs, null, { ref: false })]);
          }
          child.kill("SIGKILL");
          await waitUntilGone(() => (pid === null ? [] : [pid]));
          await cgroup?.end();
        },
        tidy: async () => cgroup?.remove(),
      });
    },

    async probe(): Promise<Probe> {
      if (process.platform !== "linux") {
        return {
          ok: false,
          reason: `bubblewrap needs Linux, this is ${process.platform}`,
          mend: "use the docker sandbox",
        };
      }
      try {
        const hello = await probeByRunning(driver);
        return {
          ok: true,
          detail: [`Python ${hello.python}`, ...(await describeBubblewrap(options.owner))].join("; "),
        };
      } catch (error) {
        const reason = (error as Error).message;
        return { ok: false, reason, mend: mendBubblewrap(reason) };
      }
    },

    async sweep() {
      await endMarked(ownerPrefix(options.owner));
      await sweepCgroups(ownerPrefix(options.owner));
    },
  };
  return driver;
}

function processBound(limits: SandboxLimits, cgroup: Cgroup | null): number | null {
  if (cgroup) return null;
  return countsPerNamespace() ? limits.processes : countOwnTasks() + limits.processes;
}

function feed(child: ChildProcess, contents: Record<number, string | Buffer>): void {
  for (const [fd, content] of Object.entries(contents)) {
    const stream = child.stdio[Number(fd)] as Writable | null;
    stream?.on("error", () => {});
    stream?.end(content);
  }
}

/** The id, as this machine counts, of the sandbox's first process; null when bubblewrap ended before it had one. */
function readInit(child: ChildProcess): Promise<number | null> {
  const stream = child.stdio[files.info] as Readable;
  return new Promise((resolve) => {
    let text = "";
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    stream.on("close", () => {
      const pid = /"child-pid":\s*(\d+)/.exec(text)?.[1];
      resolve(pid ? Number(pid) : null);
    });
    stream.on("error", () => resolve(null));
  });
}

function endInit(pid: number): void {
  if (!isRunning(pid)) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It went in between.
  }
}
