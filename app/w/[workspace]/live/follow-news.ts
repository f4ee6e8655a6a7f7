// Who did what, for the words on the screen: "Mira removed wind.py at 14:09", "Jonas, 12 s ago", "synced 14:08:17".
import type { AgentStatus, FileChanged, TreeChanged } from "#lib/protocol/live.ts";
import type { PageState } from "./page-state.ts";

const REMEMBERED = 500;

export function withFileChanged(state: PageState, change: FileChanged, at: number): PageState {
  const by = change.by.name;
  const agents = state.agents.map((agent) => (agent.name === by ? { ...agent, syncedAt: at } : agent));
  const gone = change.change === "removed" ? change.path : change.from;
  const departures = gone ? remember(state.departures, gone, { by, at }) : state.departures;
  const { revision } = change;
  return { ...state, agents, departures, changes: remember(state.changes, change.path, { by, at, revision }) };
}

/** A file that is back has not departed. */
export function withTreeChanged(state: PageState, change: TreeChanged): PageState {
  const back = change.added.filter(({ path }) => state.departures.has(path));
  if (back.length === 0) return state;
  const departures = new Map(state.departures);
  for (const { path } of back) departures.delete(path);
  return { ...state, departures };
}

export function withAgent(state: PageState, status: AgentStatus): PageState {
  const others = state.agents.filter(({ name }) => name !== status.name);
  return { ...state, agents: [status, ...others] };
}

function remember<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  const next = new Map(map);
  next.delete(key);
  next.set(key, value);
  const oldest = next.keys().next();
  if (next.size > REMEMBERED && !oldest.done) next.delete(oldest.value);
  return next;
}
