// The doors that must stream: live sockets, the sync agent, git. Everything else is the web process's.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Context } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { agentRoute } from "./agent/agent-routes.ts";
import { serveGit } from "./git/serve-git.ts";
import { type Exchange, sendError, sendJson } from "./http.ts";
import { attachLive, type LiveDoor } from "./live/attach-live.ts";
import { type MetricsDoor, metricsDoor } from "./metrics.ts";

/** A commit or a push that is under way when the gateway is asked to end. */
const FINISH_MS = 5_000;

export async function startGateway(context: Context): Promise<{ port: number; stop: () => Promise<void> }> {
  const { config, log } = context;
  let live: LiveDoor;
  const metrics = metricsDoor(context, () => live.figures());
  const server = createServer((request, response) => {
    const exchange: Exchange = { request, response, url: new URL(request.url ?? "/", "http://gateway") };
    // Socket.IO answers its own path.
    if (exchange.url.pathname.startsWith("/socket.io/")) return;
    answer(context, exchange, metrics).catch((error) => sendError(exchange, error, log));
  });
  server.keepAliveTimeout = 75_000;
  server.headersTimeout = 80_000;
  server.on("connection", (socket) => socket.setNoDelay(true));
  live = attachLive(server, context);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.port, config.host, resolve);
  });
  const stop = async () => {
    // Nobody new; what is under way comes to its end, if that is soon.
    const closed = new Promise((resolve) => server.close(resolve));
    const late = setTimeout(() => server.closeAllConnections(), FINISH_MS);
    await live.stop();
    server.closeIdleConnections();
    await closed;
    clearTimeout(late);
  };
  return { port: (server.address() as AddressInfo).port, stop };
}

async function answer(context: Context, exchange: Exchange, metrics: MetricsDoor): Promise<void> {
  const { request, response, url } = exchange;
  const method = request.method ?? "GET";
  if (method === "GET" && url.pathname === "/api/gateway/health") return sendJson(response, 200, { ok: true });
  if (method === "GET" && url.pathname === "/api/gateway/metrics") return metrics(exchange);
  if (url.pathname.startsWith("/git/")) return serveGit(context, exchange);
  const route = agentRoute(method, url.pathname);
  if (!route) throw new AppError("not-found", `There is nothing at ${method} ${url.pathname}.`);
  await route(context, exchange);
}
