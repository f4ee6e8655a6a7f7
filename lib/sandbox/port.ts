// A sandbox: the container of one workspace, holding one executor process that speaks frames on its stdio.
import type { Readable, Writable } from "node:stream";

export type SandboxLimits = {
  /** Bytes of memory: of the whole sandbox where the driver can bound that, else of each process. */
  memoryBytes: number;
  cpus: number;
  processes: number;
  /** Bytes of the sandbox's own disk: the workspace's tree and /tmp. */
  diskBytes: number;
};

export type SandboxProcess = {
  stdin: Writable;
  /** Frames. Must be read to the end, also after a kill. */
  stdout: Readable;
  /** Log lines of the executor, never the protocol. */
  stderr: Readable;
  /** Settles when the sandbox's process has gone. */
  exited: Promise<{ code: number | null; signal: string | null }>;
  /** Ends every process of the sandbox, the group and what left it; settles when they are gone. */
  kill(): Promise<void>;
};

export type Probe = { ok: true; detail: string } | { ok: false; reason: string; mend: string };

export interface SandboxDriver {
  readonly name: "docker" | "bubblewrap" | "process-unsafe";
  /** Starts the smallest sandbox and says whether this driver works here; never throws. */
  probe(): Promise<Probe>;
  /** A fresh, empty workspace tree is the executor's working directory. */
  start(options: { name: string; limits: SandboxLimits }): Promise<SandboxProcess>;
  /** Ends what a killed predecessor of this owner left behind. */
  sweep(): Promise<void>;
}
