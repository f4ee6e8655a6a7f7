// The live door: admits sockets, parses every client event once, answers every acknowledgement, also of what is malformed.
import type { Server as HttpServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import { Server } from "socket.io";
import type { Context } from "#lib/context.ts";
import { wireError } from "#lib/errors.ts";
import { openRedis } from "#lib/nudges/redis.ts";
import { limits } from "#lib/protocol/limits.ts";
import { type ClientEventName, clientEvents } from "#lib/protocol/live.ts";
import { every } from "../../every.ts";
import { admitSocket, isOwnOrigin } from "./admit-socket.ts";
import { handlers, type LiveContext } from "./handlers.ts";
import type { LiveServer, LiveSocket } from "./live-socket.ts";
import { PresenceBoard } from "./presence-board.ts";
import { sendHeads } from "./send-heads.ts";

const HEAD_MS = 5_000;

export type LiveDoor = { viewers(): number; stop(): Promise<void> };

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
  const live: LiveContext = { services: context, presence };

  io.use((socket, next) => {
    admitSocket(context, socket).then(
      () => next(),
      (error) => next(Object.assign(new Error(wireError(error).message), { data: wireError(error) })),
    );
  });
  io.on("connection", (socket) => {
    receiveEvents(live, socket, (event, error) =>
      log.error({ event, error: String(error), stack: (error as Error)?.stack }, "an event failed"),
    );
    socket.on("disconnect", () => void presence.depart(socket.id));
  });

  let saidAt = Date.now();
  const heads = async () => {
    const now = Date.now();
    await sendHeads(context, io, now - saidAt + 2 * HEAD_MS);
    saidAt = now;
  };
  const warn = (what: string) => (error: Error) => log.warn({ error: error.message }, what);
  // What was published while Redis was away is lost: whoever is behind hears of it at once.
  let connected = true;
  subscriber.on("close", () => {
    connected = false;
  });
  subscriber.on("ready", () => {
    if (!connected) void heads().catch(warn("could not send the heads"));
    connected = true;
  });
  const stopLoops = [
    every(HEAD_MS, heads, warn("could not send the heads")),
    every(2 * HEAD_MS, () => presence.renew(), warn("could not renew who is here")),
  ];
  const stop = async () => {
    await Promise.allSettled(stopLoops.map((stop) => stop()));
    presence.close();
    await io.close();
    publisher.disconnect();
    subscriber.disconnect();
  };
  return { viewers: () => io.engine.clientsCount, stop };
}

function receiveEvents(
  live: LiveContext,
  socket: LiveSocket,
  onFailure: (event: string, error: unknown) => void,
): void {
  socket.onAny(async (event: string, ...parts: unknown[]) => {
    const last = parts.at(-1);
    const acknowledge = typeof last === "function" ? (last as (answer: unknown) => void) : () => undefined;
    const refuse = (error: unknown) => acknowledge({ ok: false, error: wireError(error) });
    if (!Object.hasOwn(clientEvents, event)) {
      acknowledge({
        ok: false,
        error: { code: "bad-request", message: `There is no event named ${event.slice(0, 100)}.` },
      });
      return;
    }
    const name = event as ClientEventName;
    const payload = clientEvents[name].request.safeParse(typeof parts[0] === "function" ? undefined : parts[0]);
    if (!payload.success) return refuse(payload.error);
    try {
      const answer = await handlers[name](live, socket, payload.data as never);
      acknowledge({ ok: true, ...answer });
    } catch (error) {
      if (wireError(error).code === "internal") onFailure(name, error);
      refuse(error);
    }
  });
}
