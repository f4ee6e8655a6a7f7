// A container per workspace, through the `docker` command: no network, a read-only root, no capability, file systems
// in memory for what it may write. The engine removes the container when it ends; closing its stdin ends it.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { executorEnvironment } from "./environment.ts";
import { diskShares, openFiles, processMemoryBytes, shmBytes } from "./limits.ts";
import { nameSandbox, ownerPart } from "./name-sandbox.ts";
import type { Probe, SandboxDriver, SandboxLimits } from "./port.ts";
import { probeByRunning } from "./probe-by-running.ts";
import { superviseChild } from "./supervise-child.ts";

export type DockerOptions = {
  image: string;
  owner: string;
  /** Address of the engine, as in DOCKER_HOST; by default whatever the command itself takes. */
  host?: string;
};

const run = promisify(execFile);
const ownerLabel = "pinlight.owner";
const commandMs = 30_000;
const endMs = 20_000;

export function dockerDriver(options: DockerOptions): SandboxDriver {
  const env = options.host ? { ...process.env, DOCKER_HOST: options.host } : process.env;
  const docker = async (...args: string[]) => (await run("docker", args, { env, timeout: commandMs })).stdout.trim();

  const driver: SandboxDriver = {
    name: "docker",

    async start({ name, limits }) {
      const id = nameSandbox(options.owner, name);
      const child = spawn("docker", ["run", ...runArguments({ id, owner: options.owner, limits }), options.image], {
        env,
        detached: true,
        stdio: ["pipe", "pipe", "pipe"],
      });
      const gone = once(child, "exit").catch(() => {});
      return superviseChild(child, "docker", {
        async end() {
          const deadline = Date.now() + endMs;
          // Repeated, because a container that the engine is still making cannot be found yet.
          while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
            await docker("rm", "--force", id).catch(() => {});
            await Promise.race([gone, pause(100)]);
          }
          child.kill("SIGKILL");
        },
        tidy: async () => {},
      });
    },

    async probe(): Promise<Probe> {
      const fault = await findFault(docker, options.image);
      if (fault) return { ok: false, ...fault };
      try {
        const hello = await probeByRunning(driver);
        return {
          ok: true,
          detail: `Python ${hello.python} in ${options.image}; memory, processes and CPU bound by the engine`,
        };
      } catch (error) {
        return {
          ok: false,
          reason: (error as Error).message,
          mend: `build the image anew: ${buildLine(options.image)}`,
        };
      }
    },

    async sweep() {
      const label = `label=${ownerLabel}=${ownerPart(options.owner)}`;
      const deadline = Date.now() + endMs;
      for (;;) {
        const ids = (await docker("ps", "--all", "--quiet", "--filter", label)).split("\n").filter(Boolean);
        if (ids.length === 0) return;
        if (Date.now() > deadline) throw new Error(`containers ${ids.join(", ")} of a former run cannot be removed`);
        // Fails for one that the engine is removing already.
        await docker("rm", "--force", ...ids).catch(() => pause(100));
      }
    },
  };
  return driver;
}

function runArguments({ id, owner, limits }: { id: string; owner: string; limits: SandboxLimits }): string[] {
  const { workBytes, tmpBytes } = diskShares(limits);
  const places = { mark: id, executorDir: "/executor", home: "/tmp", tmp: "/tmp", path: "", userBase: null };
  // Where its programs lie, the image knows.
  const { PATH: _, ...variables } = executorEnvironment(places);
  return [
    ...["--interactive", "--rm", "--name", id, "--label", `${ownerLabel}=${ownerPart(owner)}`, "--hostname", "sandbox"],
    ...["--network", "none", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
    ...["--user", "1000:1000", "--workdir", "/work", "--log-driver", "none", "--pull", "never"],
    ...["--memory", String(limits.memoryBytes), "--memory-swap", String(limits.memoryBytes)],
    ...["--pids-limit", String(limits.processes), "--cpus", String(limits.cpus)],
    ...["--ulimit", `data=${processMemoryBytes(limits)}`, "--ulimit", `fsize=${limits.diskBytes}`],
    ...["--ulimit", `nofile=${openFiles}`, "--ulimit", "core=0", "--shm-size", String(shmBytes)],
    ...["--tmpfs", `/work:exec,size=${workBytes},mode=0755,uid=1000,gid=1000`],
    ...["--tmpfs", `/tmp:exec,size=${tmpBytes},mode=1777`],
    ...Object.entries(variables).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
  ];
}

async function findFault(
  docker: (...args: string[]) => Promise<string>,
  image: string,
): Promise<{ reason: string; mend: string } | null> {
  try {
    await docker("info", "--format", "{{.ServerVersion}}");
  } catch (error) {
    const said = lastLine(error);
    if ((error as { code?: unknown }).code === "ENOENT") {
      return { reason: "the docker command is not there", mend: "install a container engine (docs/deploy.md)" };
    }
    return { reason: `no container engine answers: ${said}`, mend: "start the engine, or name it in DOCKER_HOST" };
  }
  try {
    await docker("image", "inspect", "--format", "{{.Id}}", image);
    return null;
  } catch {
    return { reason: `the engine has no image ${image}`, mend: buildLine(image) };
  }
}

function buildLine(image: string): string {
  return `docker build --tag ${image} executor`;
}

function lastLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  return (stderr || message).trim().split("\n").at(-1) ?? "";
}
