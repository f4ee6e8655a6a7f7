// Next.js as a process like the others: it says when it is ready, and does not outlive its supervisor.
import { createServer } from "node:http";
import path from "node:path";
import next from "next";
import { pino } from "pino";
import { readConfig } from "#lib/config.ts";
import { sayReady, serveUntilTold } from "../serve-until-told.ts";

const { host, port, logLevel } = readConfig();
const log = pino({ level: logLevel, base: { process: "web" }, timestamp: pino.stdTimeFunctions.isoTime });
const app = next({ dev: false, dir: path.resolve(import.meta.dirname, ".."), hostname: host, port });
await app.prepare();
const handle = app.getRequestHandler();
const server = createServer((request, response) => void handle(request, response));
server.keepAliveTimeout = 75_000;
await new Promise<void>((resolve, reject) => {
  server.once("error", reject);
  server.listen(port, host, resolve);
});
log.info({ port }, "web listens");
serveUntilTold(log, async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await app.close();
});
sayReady();
