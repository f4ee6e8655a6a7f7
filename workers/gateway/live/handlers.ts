// What the gateway answers to each client event. The type names every event of the protocol: a missing handler does
// not compile. Payloads are parsed before they come here, errors mapped after.
import { AppError } from "#lib/errors.ts";
import type { DocumentId } from "#lib/protocol/ids.ts";
import { priority } from "#lib/protocol/job.ts";
import { type Answer, type ClientEventName, type Request, rooms } from "#lib/protocol/live.ts";
import { listAgents } from "#lib/services/agent/list-agents.ts";
import { loadDocument } from "#lib/services/document/load-document.ts";
import { setPin } from "#lib/services/pin/set-pin.ts";
import { cancelRun } from "#lib/services/run/cancel-run.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";
import { findWorkspace } from "#lib/services/workspace/find-workspace.ts";
import { joinWorkspace } from "#lib/services/workspace/join-workspace.ts";
import { authorizeSocket } from "./authorize-socket.ts";
import type { LiveSocket } from "./live-socket.ts";
import type { PresenceBoard } from "./presence-board.ts";

export type LiveContext = { services: ServiceContext; presence: PresenceBoard };
type Handlers = {
  [E in ClientEventName]: (ctx: LiveContext, socket: LiveSocket, request: Request<E>) => Promise<Answer<E>>;
};

const DOCUMENTS_PER_SOCKET = 50;

export const handlers: Handlers = {
  async join({ services, presence }, socket, { workspace: slug, since }) {
    const { viewer } = socket.data;
    const workspace = await findWorkspace(services, { slug, viewerId: viewer.id });
    if (!workspace) throw new AppError("not-found", "This workspace does not exist, or you have no access to it.");
    if (socket.data.joined && socket.data.joined.workspaceId !== workspace.id) await leave(socket);
    socket.data.joined = { workspaceId: workspace.id, slug };
    // In the rooms before the state is read: what happens in between is heard twice rather than never.
    await socket.join([rooms.workspace(workspace.id), rooms.viewer(viewer.id)]);
    const joined = await joinWorkspace(services, { workspaceId: workspace.id, viewerId: viewer.id, since });
    socket.data.viewer = joined.viewer;
    const agents = await listAgents(services, { workspaceId: workspace.id });
    const here = await presence.arrive(workspace.id, socket.id, joined.viewer);
    return { ...joined, here, agents };
  },

  async "request-load"({ services }, socket, { path, since, epoch }) {
    const { workspaceId } = await authorizeSocket(services, socket, "view");
    const { documents } = socket.data;
    const known = await findDocument(services, workspaceId, path);
    if (!known) throw new AppError("not-found", `There is no document ${path} in this workspace.`);
    if (!documents.has(path) && documents.size >= DOCUMENTS_PER_SOCKET) {
      throw new AppError(
        "too-large",
        `A page watches at most ${DOCUMENTS_PER_SOCKET} documents. Send unwatch-file for one.`,
      );
    }
    await socket.join(rooms.document(known));
    documents.set(path, known);
    void services.nudges.markWatched([known]).catch(() => undefined);
    const loaded = await loadDocument(services, { workspaceId, path, since: since ?? 0, epoch });
    if (!loaded) throw new AppError("not-found", `There is no document ${path} in this workspace.`);
    // Somebody looks at it now: what waits comes sooner, and what was never queued is.
    if (loaded.waiting) {
      const run = { documentId: known, partition: loaded.partition, priority: priority.watched };
      void services.nudges.enqueue([run]).catch(() => undefined);
    }
    for (const { type, message } of loaded.messages) socket.emit(type, message as never);
    return loaded.answer;
  },

  async "unwatch-file"({ services }, socket, { path }) {
    await authorizeSocket(services, socket, "view");
    const documentId = socket.data.documents.get(path);
    if (documentId) await socket.leave(rooms.document(documentId));
    socket.data.documents.delete(path);
    return {};
  },

  async "set-pin"({ services }, socket, { path }) {
    const { workspaceId, viewerId } = await authorizeSocket(services, socket, "view");
    const stored = socket.data.order.then(() => setPin(services, { workspaceId, viewerId, path }));
    socket.data.order = stored.catch(() => undefined);
    await stored;
    socket.to(rooms.viewer(viewerId)).emit("pin-changed", { path });
    return { pin: path };
  },

  async "cancel-run"({ services }, socket, { path, run }) {
    const { workspaceId } = await authorizeSocket(services, socket, "cancel-run");
    return cancelRun(services, { workspaceId, path, run });
  },

  async presence({ services, presence }, socket, { path, block }) {
    const { workspaceId } = await authorizeSocket(services, socket, "view");
    await presence.move(workspaceId, socket.id, { viewer: socket.data.viewer, path, block: block ?? null });
    return {};
  },
};

async function findDocument(services: ServiceContext, workspaceId: string, path: string): Promise<DocumentId | null> {
  const key = { workspaceId_path: { workspaceId, path } };
  const row = await services.db.document.findUnique({ where: key, select: { id: true } });
  return (row?.id as DocumentId | undefined) ?? null;
}

async function leave(socket: LiveSocket): Promise<void> {
  const { joined, documents } = socket.data;
  if (joined) await socket.leave(rooms.workspace(joined.workspaceId));
  for (const id of documents.values()) await socket.leave(rooms.document(id));
  documents.clear();
}
