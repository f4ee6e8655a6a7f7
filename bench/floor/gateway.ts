// The floor's door: one request, one statement, one job; and the socket that hears the result.
import http from "node:http";
import type { AddressInfo } from "node:net";
import { createAdapter } from "@socket.io/redis-adapter";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import pg from "pg";
import { Server } from "socket.io";

const { DATABASE_URL = "", REDIS_URL = "" } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 4 });
const queue = new Queue("floor", { connection: new Redis(REDIS_URL, { maxRetriesPerRequest: null }) });
const insert = `WITH c AS (INSERT INTO floor_content(revision, body) SELECT coalesce(max(revision), 0) + 1, $1 FROM floor_content RETURNING revision)
  SELECT revision FROM c`;

const server = http.createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const { rows } = await pool.query({ name: "insert", text: insert, values: [Buffer.concat(parts).toString("utf8")] });
  await queue.add(
    "run",
    {},
    { deduplication: { id: "doc", keepLastIfActive: true }, removeOnComplete: true, removeOnFail: true },
  );
  response.end(JSON.stringify(rows[0]));
});
const io = new Server(server, { transports: ["websocket"], serveClient: false });
const publisher = new Redis(REDIS_URL);
io.adapter(createAdapter(publisher, publisher.duplicate()));
io.on("connection", (socket) => void socket.join("doc"));
server.listen(0, "127.0.0.1", () => process.send?.({ ready: true, port: (server.address() as AddressInfo).port }));
process.on("disconnect", () => process.exit(0));
