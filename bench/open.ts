// Opening a document whose results exist: from the asking to the last byte of its snapshot, at the socket and as the page
// that the server paints. Nothing runs for it.
import os from "node:os";
import type pg from "pg";
import { io, type Socket } from "socket.io-client";
import { Installation } from "../e2e/harness/installation.ts";
import { allRan, databaseOf } from "./all-ran.ts";
import { quantiles } from "./quantiles.ts";

export type BenchOpenOptions = { blocks: number; documents: number };
const nameOf = (number: number) => `doc${number}.py`;

export async function benchOpen({ blocks, documents }: BenchOpenOptions) {
  const source = (document: number) =>
    Array.from({ length: blocks }, (_, block) => `# Block ${block}\nprint(${document}, ${block})`).join("\n\n");
  const files = Array.from({ length: documents }, (_, document) => [nameOf(document), `${source(document)}\n`]);
  const installation = await Installation.start(Object.fromEntries(files));
  const database = await databaseOf(installation);
  try {
    await allRan(database, documents);
    const runsBefore = await runsOf(database);
    const socket = await connect(installation);
    const [first, again, painted]: [number[], number[], number[]] = [[], [], []];
    let bytes = 0;
    socket.io.engine.on("data", (data: unknown) => {
      bytes += String(data).length;
    });
    for (let document = 0; document < documents; document += 1) {
      first.push(await load(socket, nameOf(document)));
      // Within the next seconds others share what was read.
      again.push(await load(socket, nameOf(document)));
      await socket.emitWithAck("unwatch-file", { path: nameOf(document) });
    }
    for (let document = 0; document < documents; document += 1) painted.push(await paint(installation, document));
    socket.disconnect();
    return {
      bench: "open",
      machine: { cpus: os.cpus().length, model: os.cpus()[0]?.model, node: process.version },
      ...{ blocks, documents, unit: "ms" },
      snapshot: quantiles(first),
      snapshotShared: quantiles(again),
      /** The first request of all finds the page's code cold. */
      paintedPage: quantiles(painted.slice(1)),
      kibPerSnapshot: Math.round(bytes / 1024 / documents / 2),
      runsMadeForIt: (await runsOf(database)) - runsBefore,
    };
  } finally {
    await database.end();
    await installation.close();
  }
}

async function connect(installation: Installation): Promise<Socket> {
  const { url, shareToken, workspace } = installation.ready;
  const socket = io(url, { transports: ["websocket"], auth: { token: shareToken }, forceNew: true });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
  });
  const answer = await socket.emitWithAck("join", { workspace });
  if (!answer.ok) throw new Error(`join: ${answer.error.message}`);
  return socket;
}

/** All of the snapshot's messages come before the answer. */
async function load(socket: Socket, path: string): Promise<number> {
  const askedAt = performance.now();
  const answer = await socket.emitWithAck("request-load", { path, clientRun: 0 });
  if (!answer.ok) throw new Error(`request-load: ${answer.error.message}`);
  return performance.now() - askedAt;
}

async function paint({ ready }: Installation, document: number): Promise<number> {
  const askedAt = performance.now();
  const address = `${ready.url}/w/${ready.workspace}/${nameOf(document)}`;
  const answer = await fetch(address, { headers: { cookie: await cookieOf(ready.shareUrl) } });
  const text = await answer.text();
  if (!answer.ok || !text.includes("Block 1")) throw new Error(`${address} was answered ${answer.status}`);
  return performance.now() - askedAt;
}

let cookie: string | null = null;

/** The share link makes its visitor a member. */
async function cookieOf(shareUrl: string): Promise<string> {
  if (cookie === null) {
    const answer = await fetch(shareUrl, { redirect: "manual" });
    cookie = answer.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ");
  }
  return cookie;
}

async function runsOf(database: pg.Client): Promise<number> {
  const { rows } = await database.query(`SELECT count(*)::int AS n FROM "Run"`);
  return rows[0].n;
}
