// The floor: a bare `ws` server that sends every text it is given to everybody who is connected.
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
server.once("listening", () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on("message", (text: string) => {
  // Framed once for all, as Socket.IO does it for a room.
  const data = Buffer.from(text);
  for (const client of server.clients) client.send(data, { binary: false });
});
process.on("disconnect", () => process.exit());
