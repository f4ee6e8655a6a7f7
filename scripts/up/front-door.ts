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
  /** Tried in this order: what was free a moment ago may be somebody else's by now. */
  ports: number[];
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
    void proxy.web(request, response, { target: targetOf(request.url ?? "/") }).catch(() => unavailable(response));
  });
  server.keepAliveTimeout = 70_000;
  server.on("connection", (socket) => socket.setNoDelay(true));
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    const target = targetOf(request.url ?? "/");
    void proxy.ws(request, socket as Socket, { target }, head).catch(() => socket.destroy());
  });
  // With a listener the library hands every failure to it and settles no promise: it has to answer.
  proxy.on("error", (_error, _request, asked) => {
    if (asked instanceof http.ServerResponse) unavailable(asked);
    else asked?.destroy();
  });
  await listen(server, options.host, options.ports);
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: http.Server, host: string, ports: number[]): Promise<void> {
  for (const port of ports) {
    const fault = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      server.once("error", resolve);
      server.listen(port, host, () => {
        server.off("error", resolve);
        resolve(null);
      });
    });
    if (!fault) return;
    if (fault.code !== "EADDRINUSE") throw new Problem(`Cannot listen on ${host}:${port}: ${fault.message}`);
  }
  const which =
    ports.length === 1 ? `Port ${ports[0]} is taken` : `No port from ${ports[0]} to ${ports.at(-1)} is free`;
  throw new Problem(`${which}. Choose another with --port.`);
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
