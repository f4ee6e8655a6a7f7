import type { Server, Socket } from "socket.io";
import type { ViewerId } from "#lib/protocol/ids.ts";
import type { ClientEvents, ServerEvents } from "#lib/protocol/live.ts";

/** What the gateway keeps of one socket: who it is, and where it has joined. */
export type SocketData = {
  viewer: { id: ViewerId; name: string };
  joined: { workspaceId: string; slug: string } | null;
  /** Path to document id, of the document rooms that the socket is in. */
  documents: Map<string, string>;
  /** Paths whose rooms are being left, as long as nobody asks for them again. */
  leaving: Set<string>;
  /** Pins are stored in the order in which they were sent. */
  order: Promise<unknown>;
};
export type LiveServer = Server<ClientEvents, ServerEvents, Record<string, never>, SocketData>;
export type LiveSocket = Socket<ClientEvents, ServerEvents, Record<string, never>, SocketData>;
