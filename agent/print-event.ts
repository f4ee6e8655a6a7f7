import type { AgentEvent } from "./sync/agent-event.ts";

/** What a person reads of an event, one line for each. */
export function sentenceOf(event: AgentEvent): string {
  switch (event.event) {
    case "ready":
      return `in step at revision ${event.revision}: ${count(event.files, "file")}; every save is sent from now on`;
    case "commit":
      return `revision ${event.revision}: ${countChanges(event)}, ${event.ms} ms${overwritten(event)}`;
    case "offline":
      return `offline since ${clock(event.since)}: ${event.reason}; trying again, nothing is lost`;
    case "online":
      return `online again after ${(event.offlineMs / 1000).toFixed(1)} s`;
    case "skipped":
      return `skipped ${event.path}: it ${event.because.replace(/^it /, "")}`;
    case "note":
      return `${event.path} ${event.message}`;
    case "warning":
      return `warning: ${event.message}`;
    case "stopped":
      return `stopped: ${event.message}`;
  }
}

function countChanges({ changes, applied, paths }: AgentEvent & { event: "commit" }): string {
  const [only] = paths;
  const what = changes === 1 && only !== undefined ? only : count(changes, "file");
  return applied < changes ? `${what} (${changes - applied} already there)` : what;
}

function overwritten({ overwrote }: AgentEvent & { event: "commit" }): string {
  if (overwrote.length === 0) return "";
  const what = overwrote.map(({ path, revision }) => `${path} of revision ${revision}`).join(", ");
  return `; replaced ${what}, which stays in the history`;
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

function clock(iso: string): string {
  return new Date(iso).toLocaleTimeString("en-GB");
}
