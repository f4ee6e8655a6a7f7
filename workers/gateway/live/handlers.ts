// What the gateway answers to each client event. The type names every event of the protocol: a missing handler does
// not compile. Payloads are parsed before they come here, errors mapped after.
import { AppError } from "#lib/errors.ts";
import type { DocumentId } from "#lib/protocol/ids.ts";
import { priority } from "#lib/protocol/job.ts";
import { type Answer, type ClientEventName, type Request, rooms } from "#lib/protocol/live.ts";
import { listAgents } from "#lib/services/agent/list-agents.ts";
import { type DocumentSnapshot, loadFrom, readDocument } from "#lib/services/document/load-document.ts";
import { setPin } from "#lib/services/pin/set-pin.ts";
import { cancelRun } from "#lib/services/run/cancel-run.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";
import { findWorkspaceId } from "#lib/services/workspace/find-workspace.ts";
import { readMember, readTree } from "#lib/services/workspace/join-workspace.ts";
import { authorizeSocket } from "./authorize-socket.ts";
import type { LiveSocket } from "./live-socket.ts";
import type { PresenceBoard } from "./presence-board.ts";
import type { Replays } from "./replays.ts";
import type { SharedReads } from "./shared-reads.ts";

export type LiveContext = {
  services: ServiceContext;
  presence: PresenceBoard;
  shared: SharedReads;
  replays: Replays;
  /** Over how long the present number of viewers should come back elsewhere. */
  spreadMs: () => number;
};
type Handlers = {
  [E in ClientEventName]: (ctx: LiveContext, socket: LiveSocket, request: Request<E>) => Promise<Answer<E>>;
};

const DOCUMENTS_PER_SOCKET = 50;

export const handlers: Handlers = {
  async join({ services, presence, shared, spreadMs }, socket, { workspace: slug, since, follows }) {
    const { viewer } = socket.data;
    const workspaceId = await shared.get([`slug:${slug}`], "slug", () => findWorkspaceId(services, slug));
    // Their own room first: a pin that another tab sets from now on is heard.
    await socket.join(rooms.viewer(viewer.id));
    const member = workspaceId && (await readMember(services, { workspaceId, viewerId: viewer.id }));
    if (!member) throw noWorkspace();
    if (socket.data.joined && socket.data.joined.workspaceId !== workspaceId) await leave(socket);
    socket.data.joined = { workspaceId, slug };
    // In the rooms before the state is read: what happens in between is heard twice rather than never.
    await socket.join([rooms.workspace(workspaceId), rooms.people(workspaceId)]);
    if (follows !== undefined) await follow(socket, workspaceId, follows);
    const share = <V>(what: string, read: () => Promise<V>) => shared.get([rooms.workspace(workspaceId)], what, read);
    const [tree, agents] = await Promise.all([
      share(`tree since ${since}`, () => readTree(services, { workspaceId, since })),
      share("agents", () => listAgents(services, { workspaceId })),
    ]);
    if (!tree) throw noWorkspace();
    socket.data.viewer = member.viewer;
    const here = await presence.arrive(workspaceId, socket.id, member.viewer);
    return { ...member, ...tree, ...here, agents, spreadMs: spreadMs() };
  },

  async "request-load"({ services, shared, replays }, socket, { path, since = 0, epoch }) {
    socket.data.leaving.delete(path);
    const { workspaceId } = await authorizeSocket(services, socket, "view");
    const { documents } = socket.data;
    const known = documents.get(path) ?? (await findDocument({ services, shared }, workspaceId, path));
    if (!known) throw notFound(path);
    if (!documents.has(path) && documents.size >= DOCUMENTS_PER_SOCKET) {
      throw new AppError(
        "too-large",
        `A page watches at most ${DOCUMENTS_PER_SOCKET} documents. Send unwatch-file for one.`,
      );
    }
    await socket.join(rooms.document(known));
    documents.set(path, known as DocumentId);
    void services.nudges.markWatched([known]).catch(() => undefined);
    const snapshot = await readSnapshot({ services, shared }, { workspaceId, path, documentId: known, since, epoch });
    if (!snapshot) throw notFound(path);
    const loaded = loadFrom(snapshot, { since, epoch });
    // Somebody looks at it now: what waits comes sooner, and what was never queued is.
    if (loaded.waiting) {
      const run = { documentId: known as DocumentId, partition: loaded.partition, priority: priority.watched };
      void services.nudges.enqueue([run]).catch(() => undefined);
    }
    await replays.send(socket, snapshot, loaded.messages);
    return loaded.answer;
  },

  async follow({ services }, socket, { follows }) {
    const { workspaceId } = await authorizeSocket(services, socket, "view");
    await follow(socket, workspaceId, follows);
    return {};
  },

  async "unwatch-file"({ services, shared }, socket, { path }) {
    const { documents, leaving } = socket.data;
    leaving.add(path);
    const { workspaceId } = await authorizeSocket(services, socket, "view");
    // Who follows has been put into rooms that it never asked for.
    const known = documents.get(path) ?? (await findDocument({ services, shared }, workspaceId, path));
    // It may have come back meanwhile.
    if (!leaving.delete(path)) return {};
    if (known) await socket.leave(rooms.document(known));
    documents.delete(path);
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
    presence.move(workspaceId, socket.id, { viewer: socket.data.viewer, path, block: block ?? null });
    return {};
  },
};

type Shared = Pick<LiveContext, "services" | "shared">;

const noWorkspace = () => new AppError("not-found", "This workspace does not exist, or you have no access to it.");
const notFound = (path: string) => new AppError("not-found", `There is no document ${path} in this workspace.`);

async function findDocument({ services, shared }: Shared, workspaceId: string, path: string): Promise<string | null> {
  const room = rooms.workspace(workspaceId);
  const row = await shared.get([room], `document ${path}`, () => {
    const key = { workspaceId_path: { workspaceId, path } };
    return services.db.document.findUnique({ where: key, select: { id: true } });
  });
  // It may come at any moment, and the word of that be lost.
  if (!row) shared.changed(room);
  return row?.id ?? null;
}

type Wanted = { workspaceId: string; path: string; documentId: string; since: number; epoch: string | undefined };

async function readSnapshot(
  { services, shared }: Shared,
  { workspaceId, path, documentId, since, epoch }: Wanted,
): Promise<DocumentSnapshot | null> {
  const room = rooms.document(documentId);
  // Its answer says how far the workspace is, too.
  const read = () =>
    shared.get([room, rooms.workspace(workspaceId)], "snapshot", () => readDocument(services, { workspaceId, path }));
  const snapshot = await read();
  // The asker has seen more than that: a message that would have made it void was lost on its way here.
  if (!snapshot || since <= snapshot.seq || (epoch !== undefined && epoch !== snapshot.epoch)) return snapshot;
  shared.changed(room);
  return read();
}

async function follow(socket: LiveSocket, workspaceId: string, follows: boolean): Promise<void> {
  const room = rooms.followers(workspaceId);
  await (follows ? socket.join(room) : socket.leave(room));
}

async function leave(socket: LiveSocket): Promise<void> {
  const { joined, documents } = socket.data;
  if (joined) {
    await socket.leave(rooms.workspace(joined.workspaceId));
    await socket.leave(rooms.people(joined.workspaceId));
    await socket.leave(rooms.followers(joined.workspaceId));
  }
  for (const id of documents.values()) await socket.leave(rooms.document(id));
  documents.clear();
}
