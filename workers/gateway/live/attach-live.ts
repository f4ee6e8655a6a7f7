// The live door: admits sockets, hands on their events, and keeps what must be done every few seconds for all of them.
import type { Server as HttpServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import { Server } from "socket.io";
import type { Context } from "#lib/context.ts";
import { wireError } from "#lib/errors.ts";
import { openRedis } from "#lib/nudges/redis.ts";
import { limits } from "#lib/protocol/limits.ts";
import { every } from "../../every.ts";
import { socketEvents, workspaceEvents } from "../limit-rate.ts";
import { admitSocket, isOwnOrigin } from "./admit-socket.ts";
import type { LiveContext } from "./handlers.ts";
import type { LiveServer } from "./live-socket.ts";
import { PresenceBoard } from "./presence-board.ts";
import { receiveEvents } from "./receive-events.ts";
import { Replays } from "./replays.ts";
import { sendAway, spreadOver } from "./send-away.ts";
import { sendHeads } from "./send-heads.ts";
import { SharedReads } from "./shared-reads.ts";
import { SlowSockets } from "./slow-sockets.ts";
import { StraightWriter } from "./write-straight.ts";

const HEAD_MS = 5_000;
const SLOW_MS = 1_000;
/** The adapter's: what is for one room alone is published on `socket.io#/#<room>#`. */
const CHANNEL = "socket.io#/#";
const roomOf = (channel: string) => channel.slice(CHANNEL.length, -1);

export type LiveFigures = {
  viewers: number;
  /** Closed because more waited for them than may, since the start. */
  slowViewers: number;
  /** What was really read for joins and loads, since the start, by kind. */
  reads: ReadonlyMap<string, number>;
};
export type LiveDoor = { figures(): LiveFigures; stop(): Promise<void> };

export function attachLive(server: HttpServer, context: Context): LiveDoor {
  const { config, log } = context;
  const onRedisError = (error: Error) => log.warn({ error: error.message }, "redis");
  const publisher = openRedis(config.redisUrl, onRedisError);
  const subscriber = openRedis(config.redisUrl, onRedisError);
  const io: LiveServer = new Server(server, {
    transports: ["websocket"],
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: limits.socketMessageBytes,
    adapter: createAdapter(publisher, subscriber),
    allowRequest: (request, decide) => decide(null, isOwnOrigin(request, config.publicUrl)),
  });
  const presence = new PresenceBoard(context.nudges);
  const reads = new Map<string, number>();
  const shared = new SharedReads((what) => reads.set(what, (reads.get(what) ?? 0) + 1));
  const slow = new SlowSockets();
  const straight = new StraightWriter();
  const spreadMs = () => spreadOver(io.engine.clientsCount);
  const live: LiveContext = { services: context, presence, shared, replays: new Replays(io), spreadMs };
  const eventLimits = { bySocket: socketEvents(), byWorkspace: workspaceEvents() };

  io.use((socket, next) => {
    admitSocket(context, socket).then(
      () => next(),
      (error) => next(Object.assign(new Error(wireError(error).message), { data: wireError(error) })),
    );
  });
  io.on("connection", (socket) => {
    straight.take(socket);
    receiveEvents(live, socket, eventLimits, (event, error) =>
      log.error({ event, error: String(error), stack: (error as Error)?.stack }, "an event failed"),
    );
    socket.on("disconnect", () => presence.depart(socket.id));
  });

  const warn = (what: string) => (error: Error) => log.warn({ error: error.message }, what);
  const stopping = new AbortController();
  let saidAt = Date.now();
  const heads = async () => {
    const now = Date.now();
    await sendHeads(context, { io, shared, recentMs: now - saidAt + 2 * HEAD_MS, signal: stopping.signal });
    saidAt = now;
  };
  subscriber.on("pmessageBuffer", (_pattern: Buffer, channel: Buffer) => shared.changed(roomOf(String(channel))));
  // After the adapter's own subscriptions, which a new connection repeats first.
  const hear = () => {
    subscriber.psubscribe(`${CHANNEL}*`).then(() => shared.hears(true), warn("could not subscribe"));
  };
  // What was published while Redis was away is lost: whoever is behind hears of it at once.
  let connected = true;
  subscriber.on("close", () => {
    connected = false;
    shared.hears(false);
  });
  subscriber.on("ready", () => {
    hear();
    if (!connected) void heads().catch(warn("could not send the heads"));
    connected = true;
  });
  const stopLoops = [
    every(HEAD_MS, heads, warn("could not send the heads")),
    every(SLOW_MS, async () => slow.drop(io), warn("could not look for slow viewers")),
    every(2 * HEAD_MS, () => presence.renew(), warn("could not renew who is here")),
  ];
  const stop = async () => {
    stopping.abort();
    await Promise.allSettled(stopLoops.map((stop) => stop()));
    sendAway(io);
    presence.close();
    await io.close();
    publisher.disconnect();
    subscriber.disconnect();
  };
  const figures = () => ({ viewers: io.engine.clientsCount, slowViewers: slow.dropped, reads });
  return { figures, stop };
}
