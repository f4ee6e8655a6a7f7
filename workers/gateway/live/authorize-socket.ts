import { type Action, can } from "#lib/core/can.ts";
import { AppError } from "#lib/errors.ts";
import { findRole } from "#lib/services/identity/find-role.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";
import type { LiveSocket } from "./live-socket.ts";

/** Asked on every event: a role that was taken away ends the socket's rooms at once. Returns where it has joined. */
export async function authorizeSocket(
  ctx: ServiceContext,
  socket: LiveSocket,
  action: Action,
): Promise<{ workspaceId: string; slug: string; viewerId: string }> {
  const { joined, viewer } = socket.data;
  if (!joined) throw new AppError("bad-request", "Send `join` first.");
  const { workspaceId, slug } = joined;
  const role = await findRole(ctx, { workspaceId, viewerId: viewer.id });
  if (role === null) {
    socket.emit("access-changed", { role: null, message: "You have no access to this workspace any more." });
    // After the acknowledgement that says why.
    setImmediate(() => socket.disconnect(true));
    throw new AppError("forbidden", "You have no access to this workspace any more.");
  }
  if (!can({ kind: "viewer", viewerId: viewer.id, workspaceId, role }, action, { workspaceId })) {
    throw new AppError("forbidden", `As ${role} you may not do this. Ask the workspace's owner.`);
  }
  return { workspaceId, slug, viewerId: viewer.id };
}
