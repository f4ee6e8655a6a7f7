// What may go wrong with a run that is not the author's Python: each with a cause and a next step (L6).
import type { RunError } from "#lib/protocol/live.ts";

const inBlock = (ordinal: number | null) => (ordinal === null ? "" : ` in block ${ordinal}`);

export const runErrors = {
  timeout: (block: string, ordinal: number, seconds: number): RunError => ({
    code: "timeout",
    message: `Block ${ordinal} ran longer than ${seconds} s and was stopped.`,
    hint: "Make it faster, split it, or raise its limit with a comment: # | timeout: seconds",
    block,
  }),
  kernelDied: (block: string | null, ordinal: number | null, how: string): RunError => ({
    code: "kernel-died",
    message: `Python ended${inBlock(ordinal)}: ${how}.`,
    hint: "The next save starts a fresh Python. Look for os._exit, native code that crashes, or too much memory.",
    ...(block ? { block } : {}),
  }),
  outOfMemory: (block: string | null, ordinal: number | null): RunError => ({
    code: "out-of-memory",
    message: `Python was ended${inBlock(ordinal)}: out of memory.`,
    hint: "Work on a part of the data, or free what is no longer used. The next save starts a fresh Python.",
    ...(block ? { block } : {}),
  }),
  outputLimit: (block: string, ordinal: number, mebibytes: number): RunError => ({
    code: "output-limit",
    message: `Block ${ordinal} produced more than ${mebibytes} MiB of output and was stopped.`,
    hint: "Print less, or write the data to a file.",
    block,
  }),
  exited: (block: string | undefined, ordinal: number | null, code: number): RunError => ({
    code: "exited",
    message: `The document called sys.exit(${code})${inBlock(ordinal)}.`,
    hint: "Later blocks keep their last results. Remove the call to run them.",
    ...(block ? { block } : {}),
  }),
  sandbox: (cause: string): RunError => ({
    code: "sandbox",
    message: `The sandbox could not run this document: ${cause}`,
    hint: "Save again to retry. `pinlight doctor` tells what the sandbox needs.",
  }),
};
