// A real folder, a real agent on it and a small true service, for one test.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { WorkspaceSlug } from "#lib/protocol/ids.ts";
import type { AgentEvent } from "../sync/agent-event.ts";
import { type AgentOptions, runAgent } from "../sync/run-agent.ts";
import { SyncServer, token, workspace } from "./sync-server.ts";
import { until } from "./until.ts";

export class SyncedFolder {
  readonly base: string = realpathSync(mkdtempSync(join(tmpdir(), "pinlight-agent-")));
  readonly folder: string = join(this.base, "project");
  readonly server = new SyncServer();
  readonly events: AgentEvent[] = [];
  private abort = new AbortController();
  private running: Promise<Error | null> = Promise.resolve(null);

  constructor() {
    mkdirSync(this.folder);
  }

  static async open(files: Record<string, string | Buffer> = {}): Promise<SyncedFolder> {
    const synced = new SyncedFolder();
    for (const [path, content] of Object.entries(files)) synced.write(path, content);
    await synced.server.start();
    return synced;
  }

  /** With an agent that is ready. */
  static async started(files: Record<string, string | Buffer> = {}, options: Partial<AgentOptions> = {}) {
    const synced = await SyncedFolder.open(files);
    await synced.start(options);
    return synced;
  }

  async start(options: Partial<AgentOptions> = {}): Promise<void> {
    this.launch(options);
    const before = this.count("ready");
    await until(
      () => `ready; ${JSON.stringify(this.events)}`,
      () => this.count("ready") > before,
    );
  }

  launch(options: Partial<AgentOptions> = {}): void {
    this.abort = new AbortController();
    this.running = runAgent({
      folder: this.folder,
      origin: this.server.origin,
      workspace: workspace as WorkspaceSlug,
      token,
      name: "laptop",
      stateFolder: join(this.base, "state"),
      once: false,
      allowDelete: false,
      say: (event) => this.events.push(event),
      signal: this.abort.signal,
      ...options,
    }).then(
      () => null,
      (error: Error) => error,
    );
  }

  /** Ends the agent, or waits for its own end; returns what it failed with. */
  async stop(): Promise<Error | null> {
    this.abort.abort();
    return this.running;
  }

  ended(): Promise<Error | null> {
    return this.running;
  }

  async close(): Promise<void> {
    const failure = await this.stop();
    await this.server.stop();
    rmSync(this.base, { recursive: true, force: true });
    if (failure && failure.name !== "AgentStopped") throw failure;
  }

  path(path: string): string {
    return join(this.folder, path);
  }

  write(path: string, content: string | Buffer): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), content);
  }

  count(event: AgentEvent["event"]): number {
    return this.events.filter((said) => said.event === event).length;
  }

  skipped(): Map<string, string> {
    return new Map(this.events.flatMap((said) => (said.event === "skipped" ? [[said.path, said.because]] : [])));
  }
}
