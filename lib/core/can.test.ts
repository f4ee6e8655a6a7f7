import { expect, test } from "vitest";
import { type Action, type Actor, can } from "./can.ts";

const here = { workspaceId: "w1" };
const viewer = (role: "viewer" | "editor" | "owner" | null): Actor => ({
  kind: "viewer",
  viewerId: "v",
  workspaceId: "w1",
  role,
});
const token = (scope: "sync" | "read"): Actor => ({ kind: "token", workspaceId: "w1", scope });
const all: Action[] = ["view", "cancel-run", "write-files", "read-files", "share"];
const allowed = (actor: Actor) => all.filter((action) => can(actor, action, here));

test("each role and token may do just what its line says", () => {
  expect(allowed(viewer("viewer"))).toEqual(["view"]);
  expect(allowed(viewer("editor"))).toEqual(["view", "cancel-run"]);
  expect(allowed(viewer("owner"))).toEqual(["view", "cancel-run", "share"]);
  expect(allowed(token("read"))).toEqual(["view", "read-files"]);
  expect(allowed(token("sync"))).toEqual(["view", "write-files", "read-files"]);
});

test("nobody, a viewer without a role, and anyone from another workspace may do nothing", () => {
  expect(allowed({ kind: "nobody" })).toEqual([]);
  expect(allowed(viewer(null))).toEqual([]);
  expect(all.filter((action) => can(viewer("owner"), action, { workspaceId: "w2" }))).toEqual([]);
  expect(all.filter((action) => can(token("sync"), action, { workspaceId: "w2" }))).toEqual([]);
});
