// What one sandbox may use, and how each driver divides it.
import type { SandboxLimits } from "./port.ts";

const MiB = 1024 * 1024;

export const defaultLimits: SandboxLimits = {
  memoryBytes: 1024 * MiB,
  cpus: 1,
  processes: 128,
  diskBytes: 256 * MiB,
};

/** The defaults with what an operator set instead of them. Throws when a limit is not a positive number. */
export function sandboxLimits(overrides: Partial<SandboxLimits> = {}): SandboxLimits {
  const limits = { ...defaultLimits, ...overrides };
  for (const [name, value] of Object.entries(limits)) {
    if (!(Number.isFinite(value) && value > 0))
      throw new Error(`sandbox limit ${name} is ${value}: give a number above 0`);
  }
  return limits;
}

/** A kernel is two processes, three while it is audited, and half of all are for what documents start themselves. */
const PROCESSES_PER_KERNEL = 6;

/** So many kernels may be in a sandbox before those that were used longest ago have to go. */
export function keptKernels(limits: SandboxLimits): number {
  return Math.max(1, Math.floor(limits.processes / PROCESSES_PER_KERNEL));
}

/** Bytes of the workspace's tree and of /tmp. Two file systems, because no driver can size them together. */
export function diskShares(limits: SandboxLimits): { workBytes: number; tmpBytes: number } {
  const tmpBytes = Math.floor(limits.diskBytes / 4);
  return { workBytes: limits.diskBytes - tmpBytes, tmpBytes };
}

/** Bytes of /dev/shm: its pages count as memory. */
export const shmBytes = 64 * MiB;

/** Open files of one process. */
export const openFiles = 1024;

/**
 * Bytes of private memory of one process. Below the sandbox's own bound, so that one greedy block gets a
 * MemoryError, which is its own error, before the kernel ends a process of the sandbox, which is everybody's.
 */
export function processMemoryBytes(limits: SandboxLimits): number {
  return Math.floor((limits.memoryBytes / 8) * 7);
}
