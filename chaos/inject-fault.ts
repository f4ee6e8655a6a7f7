// Breaks what the plan says, in the running installation. A fault is over when what was broken is being mended; nobody
// waits until it is.
import type { Redis } from "ioredis";
import { type Installation, type ProcessName, type ServerName, serverNames } from "./installation.ts";
import type { Fault } from "./plan/faults.ts";
import { descendantsOf, executorsOf } from "./process-tree.ts";
import type { Viewer } from "./viewer/viewer.ts";

export type Injected = { installation: Installation; viewers: Viewer[]; redis: Redis };

/** A process that is being started again is worth waiting for: it cannot be killed before it is there. */
const PATIENCE_MS = 15_000;
const BUSY_MS = 3_000;
const LOOK_MS = 20;

/** Says what was done; null: there was nothing to break. */
export async function injectFault(injected: Injected, fault: Fault): Promise<string | null> {
  const { installation, viewers, redis } = injected;
  switch (fault.kind) {
    case "gateway-kill":
      return kill(installation, fault.index === 0 ? "gateway-1" : "gateway-2");
    case "runner-kill":
      if (fault.busy) await untilBusy(installation);
      return kill(installation, await runnerThat(installation, fault.leading));
    case "agent-kill":
      return kill(installation, "agent");
    case "redis-kill":
      return kill(installation, "redis");
    case "kernel-kill":
      if (fault.busy) await untilBusy(installation);
      return killKernels(installation, fault.busy ? "all" : fault.pick);
    case "sandbox-kill":
      return killSandboxes(installation);
    case "redis-flush":
      await Promise.race([redis.flushall(), pause(PATIENCE_MS)]);
      return "FLUSHALL";
    case "postgres-restart":
      return restartPostgres(installation, fault.mode);
    case "cut-all": {
      const lines = [...viewers.map(({ line }) => line), installation.agentLine];
      return `${lines.reduce((sum, line) => sum + line.cut(), 0)} connections`;
    }
    case "cut":
      return `${viewers[fault.viewer]?.line.cut()} of ${viewers[fault.viewer]?.name}`;
    case "stall":
      viewers[fault.viewer]?.line.stall(fault.ms);
      return `${viewers[fault.viewer]?.name} for ${fault.ms} ms`;
    case "delay":
      viewers[fault.viewer]?.line.delay(fault.latencyMs, fault.ms);
      return `${viewers[fault.viewer]?.name} by ${fault.latencyMs} ms for ${fault.ms} ms`;
    case "freeze":
      return freeze(installation, fault);
    case "deploy":
      await installation.deploy();
      return serverNames.join(", ");
  }
}

async function kill(installation: Installation, name: ProcessName): Promise<string | null> {
  const pid = await present(installation, name);
  if (!pid || !signal(pid, "SIGKILL")) return null;
  return `${name} (${pid})`;
}

/** The runner that holds the workspace's partition, or the other; while the database cannot be asked, the first. */
async function runnerThat(installation: Installation, leading: boolean): Promise<ServerName> {
  const { db } = installation.context;
  const holder = await db.workspace
    .findUnique({ where: { id: installation.workspaceId }, select: { partition: true } })
    .then((workspace) => db.partition.findUnique({ where: { id: workspace?.partition ?? 0 } }))
    .then(
      (partition) => partition?.holder ?? "",
      () => "",
    );
  // A runner signs its leases with its process's id.
  const isSecond = holder.endsWith(`:${installation.pidOf("runner-2")}`);
  return isSecond === leading ? "runner-2" : "runner-1";
}

async function killKernels(installation: Installation, which: number | "all"): Promise<string | null> {
  const kernels = (await executors(installation)).flatMap((executor) => executor.kernels);
  const chosen = which === "all" ? kernels : kernels.slice(which % Math.max(1, kernels.length)).slice(0, 1);
  const killed = chosen.filter((pid) => signal(pid, "SIGKILL"));
  return killed.length === 0 ? null : `${killed.length} of ${kernels.length} kernels`;
}

async function killSandboxes(installation: Installation): Promise<string | null> {
  const killed = (await executors(installation)).filter(({ pid }) => signal(pid, "SIGKILL"));
  return killed.length === 0 ? null : `executor ${killed.map(({ pid }) => pid).join(", ")}`;
}

async function executors(installation: Installation): Promise<{ pid: number; kernels: number[] }[]> {
  const runners = [installation.pidOf("runner-1"), installation.pidOf("runner-2")].filter((pid) => pid !== null);
  return (await Promise.all(runners.map(executorsOf))).flat();
}

/** Until a document runs, or patience ends. */
async function untilBusy({ context, workspaceId }: Installation): Promise<void> {
  for (const end = Date.now() + BUSY_MS; Date.now() < end; await pause(LOOK_MS)) {
    const running = await context.db.document.count({ where: { workspaceId, status: "running" } }).catch(() => 0);
    if (running > 0) return;
  }
}

/** To the postmaster itself, as pg_ctl does: the supervisor may have started it inside a namespace. */
async function restartPostgres(installation: Installation, mode: "fast" | "immediate"): Promise<string | null> {
  const pid = await present(installation, "postgres");
  if (!pid) return null;
  const below = await descendantsOf(pid);
  const isServer = ({ command }: { command: string }) => /postgres(\s-D|$)/.test(command.split(" -p ")[0] ?? "");
  const server = below.find(isServer)?.pid ?? pid;
  return signal(server, mode === "fast" ? "SIGINT" : "SIGQUIT") ? `${mode} (${server})` : null;
}

async function freeze(
  installation: Installation,
  { what, index, ms }: Extract<Fault, { kind: "freeze" }>,
): Promise<string | null> {
  const name = `${what}-${index === 0 ? 1 : 2}` as const;
  const pid = await present(installation, name);
  if (!pid || !signal(pid, "SIGSTOP")) return null;
  await pause(ms);
  signal(pid, "SIGCONT");
  return `${name} for ${ms} ms`;
}

async function present(installation: Installation, name: ProcessName): Promise<number | null> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(LOOK_MS)) {
    const pid = installation.pidOf(name);
    if (pid) return pid;
  }
  return null;
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
