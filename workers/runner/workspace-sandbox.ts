// One workspace's sandbox: its executor, the tree of files inside it and at which revision that is, and one kernel per
// document. Changed files travel as frames: the host never touches a tree that a guest can write (law 7).
import type { Logger } from "pino";
import type { FilePath, Sha256 } from "#lib/protocol/ids.ts";
import { keptKernels } from "#lib/sandbox/limits.ts";
import type { SandboxDriver, SandboxLimits } from "#lib/sandbox/port.ts";
import { readBlobBytes } from "#lib/services/blob/read-blob.ts";
import { listTree } from "#lib/services/revision/list-tree.ts";
import type { ClaimedRun, TreeFile } from "#lib/services/run/claim-run.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";
import { ExecutorLink } from "./executor-link.ts";

export type Kernel = {
  name: string;
  /** Nothing has run in it yet. */
  fresh: boolean;
  changed: Set<FilePath>;
  busy: boolean;
  usedAt: number;
};

/** Written frames that may wait in memory before the executor has to catch up. */
const WRITES_PER_PAUSE = 200;

export class WorkspaceSandbox {
  readonly workspaceId: string;
  /** The revision that the tree inside is at; null: no tree. */
  treeRevision: number | null = null;
  link: ExecutorLink | null = null;
  usedAt = Date.now();
  readonly kernels = new Map<string, Kernel>();
  private readonly ctx: ServiceContext;
  private readonly driver: SandboxDriver;
  private readonly limits: SandboxLimits;
  private readonly log: Logger;
  private turn: Promise<unknown> = Promise.resolve();
  private kernelCount = 0;

  constructor(options: {
    ctx: ServiceContext;
    driver: SandboxDriver;
    limits: SandboxLimits;
    log: Logger;
    workspaceId: string;
  }) {
    this.ctx = options.ctx;
    this.driver = options.driver;
    this.limits = options.limits;
    this.workspaceId = options.workspaceId;
    this.log = options.log.child({ workspace: options.workspaceId });
  }

  /** One at a time: what is claimed, written and started must reach the executor in that order. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work, work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  /** Brings the tree to the claimed run's revision. Throws a sentence when no executor can be had. */
  async syncTree(claimed: ClaimedRun): Promise<void> {
    this.usedAt = Date.now();
    const started = await this.ensureExecutor();
    if (started || this.treeRevision === null) {
      await this.writeWholeTree(claimed.revision);
    } else {
      for (const file of claimed.files) await this.write(file);
    }
    this.treeRevision = claimed.revision;
  }

  /** The document's kernel: the one that is there, or a new one forked from the zygote. */
  kernelOf(documentId: string, path: FilePath): Kernel {
    const present = this.kernels.get(documentId);
    if (present) return present;
    this.makeRoom();
    this.kernelCount += 1;
    const kernel: Kernel = {
      name: `k${this.kernelCount}`,
      fresh: true,
      changed: new Set(),
      busy: false,
      usedAt: Date.now(),
    };
    this.kernels.set(documentId, kernel);
    this.link?.send({ type: "open", kernel: kernel.name, path });
    return kernel;
  }

  /** The kernels that were used longest ago end, where another one would be more than the sandbox may have. */
  private makeRoom(): void {
    const idle = [...this.kernels].filter(([, { busy }]) => !busy).sort(([, a], [, b]) => a.usedAt - b.usedAt);
    const tooMany = this.kernels.size + 1 - keptKernels(this.limits);
    for (const [documentId] of idle.slice(0, Math.max(0, tooMany))) this.dropKernel(documentId);
  }

  /** The kernel's process is gone, or is to go. */
  dropKernel(documentId: string): void {
    const kernel = this.kernels.get(documentId);
    if (!kernel) return;
    this.kernels.delete(documentId);
    this.link?.unlisten(kernel.name);
    this.link?.send({ type: "kill", kernel: kernel.name });
  }

  async stop(): Promise<void> {
    const link = this.link;
    this.forget();
    await link?.kill();
  }

  private forget(): void {
    this.link = null;
    this.treeRevision = null;
    this.kernels.clear();
  }

  private async ensureExecutor(): Promise<boolean> {
    if (this.link) return false;
    const process = await this.driver.start({ name: this.workspaceId, limits: this.limits });
    const link = new ExecutorLink(process, this.log);
    try {
      await link.ready;
    } catch (cause) {
      await process.kill();
      throw cause;
    }
    this.link = link;
    link.closed.then((reason) => {
      if (this.link !== link) return;
      this.log.warn({ reason }, "the sandbox's executor has gone");
      this.forget();
    });
    return true;
  }

  private async writeWholeTree(revision: number): Promise<void> {
    const files = await listTree(this.ctx, { workspaceId: this.workspaceId, revision });
    let written = 0;
    for (const file of files) {
      await this.write({ ...file, data: null });
      written += 1;
      if (written % WRITES_PER_PAUSE === 0) await this.link?.settled();
    }
  }

  private async write(file: TreeFile): Promise<void> {
    const path = file.path as FilePath;
    for (const kernel of this.kernels.values()) kernel.changed.add(path);
    if (file.sha256 === null) {
      this.link?.send({ type: "write", path, delete: true });
      return;
    }
    this.link?.send({ type: "write", path }, await this.contentOf({ sha256: file.sha256, data: file.data }));
  }

  async contentOf(content: { sha256: Sha256; data: string | null }): Promise<Buffer> {
    if (content.data !== null) return Buffer.from(content.data, "base64");
    const bytes = await readBlobBytes(this.ctx, { workspaceId: this.workspaceId, sha256: content.sha256 });
    if (!bytes) throw new Error(`the content ${content.sha256} is known but not in the blob store`);
    return bytes;
  }
}
