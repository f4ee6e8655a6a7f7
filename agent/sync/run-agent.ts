import { realpathSync } from "node:fs";
import type { WorkspaceSlug } from "#lib/protocol/ids.ts";
import { AcknowledgedState } from "./acknowledged-state.ts";
import type { AgentEvent } from "./agent-event.ts";
import { AgentLoop } from "./agent-loop.ts";
import { SyncClient } from "./sync-client.ts";

export type AgentOptions = {
  folder: string;
  origin: URL;
  workspace: WorkspaceSlug;
  token: string;
  /** What people read on the screen. */
  name: string;
  stateFolder: string;
  /** Compare and commit once, then end. */
  once: boolean;
  allowDelete: boolean;
  say(event: AgentEvent): void;
  signal: AbortSignal;
};

/** Resolves when the signal aborts it, or after one comparison with `once`. Throws AgentStopped with what to do about it. */
export async function runAgent(options: AgentOptions): Promise<void> {
  const folder = realpathSync(options.folder);
  const { origin, workspace, token, name, signal } = options;
  const state = AcknowledgedState.open(options.stateFolder, { server: origin.origin, workspace, folder });
  const client = new SyncClient({ origin, workspace, token, agentId: state.agentId, agentName: name });
  const loop = new AgentLoop({ ...options, folder }, client, state);
  const stop = () => {
    client.close();
    loop.wake();
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    await loop.run();
  } finally {
    signal.removeEventListener("abort", stop);
    loop.close();
    client.close();
    state.close();
  }
}
