// Finds again what was lost: Redis only nudges, so whatever a nudge was lost for is found here, from Postgres.
import type { Context } from "#lib/context.ts";
import type { DocumentId } from "#lib/protocol/ids.ts";
import { priority } from "#lib/protocol/job.ts";
import { rooms } from "#lib/protocol/live.ts";
import { markAgentsOffline } from "#lib/services/agent/mark-agents-offline.ts";
import { findWaiting } from "#lib/services/run/find-waiting.ts";
import { every } from "../every.ts";

const TICK_MS = 1_000;
const AT_ONCE = 200;

export function startSweeper(context: Context): () => Promise<void> {
  const { nudges, log } = context;
  const requeueLost = async () => {
    const waiting = await findWaiting(context, { limit: AT_ONCE });
    const runs = waiting.map(({ documentId, partition }) => ({
      ...{ documentId: documentId as DocumentId, partition, priority: priority.edited },
    }));
    await nudges.enqueue(runs);
  };
  const tellOffline = async () => {
    for (const agent of await markAgentsOffline(context)) {
      const { name, since } = agent;
      nudges.emit(rooms.workspace(agent.workspaceId), "agent-status", {
        name,
        online: false,
        since: since.toISOString(),
      });
    }
  };
  const warn = (what: string) => (error: Error) => log.warn({ error: error.message }, what);
  const stopLoops = [
    every(TICK_MS, requeueLost, warn("could not look for lost work")),
    every(TICK_MS, tellOffline, warn("could not look at the agents")),
  ];
  return async () => {
    await Promise.allSettled(stopLoops.map((stop) => stop()));
  };
}
