// Who may do what: one function, asked on every route and every socket event.
import type { Role } from "#lib/protocol/live.ts";

export type Actor =
  | { kind: "viewer"; viewerId: string; workspaceId: string; role: Role | null }
  | { kind: "token"; workspaceId: string; scope: "sync" | "read" }
  | { kind: "nobody" };

export type Action =
  /** See documents, results, blobs and who is here; pin; say where one is. */
  | "view"
  | "cancel-run"
  /** Send changes, as an agent or by git. */
  | "write-files"
  /** Clone, and read what an agent compares. */
  | "read-files"
  | "share";

const byRole: Record<Role, readonly Action[]> = {
  viewer: ["view"],
  editor: ["view", "cancel-run"],
  owner: ["view", "cancel-run", "share"],
};
const byScope: Record<"sync" | "read", readonly Action[]> = {
  read: ["view", "read-files"],
  sync: ["view", "read-files", "write-files"],
};

export function can(actor: Actor, action: Action, thing: { workspaceId: string }): boolean {
  if (actor.kind === "nobody" || actor.workspaceId !== thing.workspaceId) return false;
  if (actor.kind === "token") return byScope[actor.scope].includes(action);
  return actor.role !== null && byRole[actor.role].includes(action);
}
