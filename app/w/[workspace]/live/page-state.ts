// Everything that one open page knows. The server makes the first one for its paint, the browser the same one from the
// same start; from then on only the live page (live-page.ts) makes the next.
import { type DocumentSync, startSync } from "#lib/core/document-sync.ts";
import { emptyView } from "#lib/core/document-view.ts";
import { type Navigator, navigate, startNavigator } from "#lib/core/navigator.ts";
import { startTree, type Tree } from "#lib/core/tree.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { AgentStatus, JoinAnswer, Presence, Role } from "#lib/protocol/live.ts";
import { type Lights, litAfter, noLights } from "./lights.ts";

/** What the server paints from. Plain JSON; `at` in Unix ms of the server. */
export type PageStart = {
  workspace: { slug: string; name: string };
  origin: string;
  joined: Omit<JoinAnswer, "here">;
  urlPath: FilePath | null;
  /** The document to land on, folded; null: none, or one that the workspace does not have. */
  document: DocumentSync | null;
  at: number;
};

/** `since`: when what is shown was last known to be right, Unix ms. */
export type Connection =
  | { phase: "connecting" }
  | { phase: "live"; caughtUp: { runs: number } | null }
  | { phase: "reconnecting"; since: number }
  | { phase: "offline"; since: number }
  | { phase: "no-access"; message: string };

export type Toast =
  | { kind: "changed"; path: FilePath }
  | { kind: "several"; count: number; by: string }
  | { kind: "failure"; text: string };

/** Who removed or renamed a file, and when (Unix ms), as far as this page has heard. */
export type Departure = { by: string; at: number };

export type PageState = {
  workspace: PageStart["workspace"];
  origin: string;
  viewer: JoinAnswer["viewer"];
  role: Role;
  navigator: Navigator;
  tree: Tree;
  /** Least recently shown first. */
  documents: ReadonlyMap<FilePath, DocumentSync>;
  lights: ReadonlyMap<FilePath, Lights>;
  connection: Connection;
  here: Presence[];
  /** How many more are here than are listed. */
  others: number;
  agents: (AgentStatus & { syncedAt?: number })[];
  departures: ReadonlyMap<FilePath, Departure>;
  /** Who changed a file last, when (Unix ms), and in which revision. */
  changes: ReadonlyMap<FilePath, { by: string; at: number; revision: number }>;
  /** How the viewer came to the document: `focusChanged` asks for what changed to be brought into sight. */
  arrival: { token: number; focusChanged: boolean };
  toast: Toast | null;
  announcement: string;
};

export function startPage(start: PageStart): PageState {
  const { joined, urlPath, at, document } = start;
  const event = { type: "joined" as const, answer: joined, since: null, urlPath, at };
  const { state: navigator } = navigate(startNavigator(), event);
  const { current } = navigator;
  const shown = current === null ? null : (document ?? startSync(emptyView(current), null));
  return {
    workspace: start.workspace,
    origin: start.origin,
    viewer: joined.viewer,
    role: joined.role,
    navigator,
    tree: startTree(joined.tree, joined.head, joined.epoch),
    documents: new Map(shown ? [[shown.view.path, shown]] : []),
    lights: new Map(shown?.epoch ? [[shown.view.path, litAfter(noLights, shown.view)]] : []),
    connection: { phase: "connecting" },
    here: [],
    others: 0,
    agents: joined.agents,
    departures: new Map(),
    changes: new Map(),
    arrival: { token: 0, focusChanged: false },
    toast: null,
    announcement: "",
  };
}
