"use client";
import { usePageState } from "../live/use-page.ts";
import { clock, clockSeconds, useIsBrowser } from "./words.ts";

/** The author's machine, as long as one is known: that it sends, or since when it does not. */
export function AgentCell() {
  const agents = usePageState((state) => state.agents);
  const inBrowser = useIsBrowser();
  const agent = agents.find(({ online }) => online) ?? agents[0];
  if (!agent || !inBrowser) return null;
  if (!agent.online) {
    return (
      <span className="strip-cell" data-tone="fail">
        <i className="icon icon-laptop" />
        {agent.name} offline since {sinceWords(agent.since)}
      </span>
    );
  }
  return (
    <span className="strip-cell only-wide">
      <i className="icon icon-laptop" />
      {agent.name} {agent.syncedAt ? `synced ${clockSeconds(agent.syncedAt)}` : "connected"}
    </span>
  );
}

const DAY_MS = 86_400_000;

function sinceWords(since: string): string {
  const at = Date.parse(since);
  if (Date.now() - at < DAY_MS) return clock(at);
  return new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "long" });
}
