// One public port before the web and the gateway, as the reverse proxy is in a deployment.
import http from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { createProxyServer } from "httpxy";
import { Problem } from "./problem.ts";

const GATEWAY_PATHS = ["/socket.io/", "/api/agent/", "/api/gateway/", "/git/"];

export type FrontDoor = { port: number; close(): Promise<void> };

/** `current` is asked for every request: a process that was started again may listen elsewhere. */
export async function openFrontDoor(options: {
  host: string;
  port: number;
  gatewayPort: number;
  webPort: number;
}): Promise<FrontDoor> {
  const agent = new http.Agent({ keepAlive: true, noDelay: true });
  const proxy = createProxyServer({ xfwd: true, agent });
  const targetOf = (url: string) => {
    const isGateways = GATEWAY_PATHS.some((path) => url.startsWith(path));
    return `http://127.0.0.1:${isGateways ? options.gatewayPort : options.webPort}`;
  };
  const server = http.createServer((request, response) => {
    proxy.web(request, response, { target: targetOf(request.url ?? "/") }).catch(() => unavailable(response));
  });
  server.keepAliveTimeout = 70_000;
  server.on("connection", (socket) => socket.setNoDelay(true));
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    proxy.ws(request, socket as Socket, { target: targetOf(request.url ?? "/") }, head).catch(() => socket.destroy());
  });
  proxy.on("error", () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) =>
      reject(new Problem(`Cannot listen on ${options.host}:${options.port}: ${error.message}`)),
    );
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function unavailable(response: http.ServerResponse): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(503, { "content-type": "application/json", "retry-after": "1" });
  response.end(
    JSON.stringify({
      error: { code: "unavailable", message: "This part of the service is starting again. Try in a second." },
    }),
  );
}
