import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { io } from "socket.io-client";
import { type Quantiles, quantiles } from "../quantiles.ts";

export type BenchFloorOptions = { databaseUrl: string; redisUrl: string; edits: number };
const WARM = 10;
const SETTLE_MS = 4;
const PAUSE_MS = 60;

/** File write → watcher → HTTP → Postgres → BullMQ → Python → Postgres → Redis adapter → socket, and nothing else. */
export async function benchFloor({ databaseUrl, redisUrl, edits }: BenchFloorOptions): Promise<Quantiles> {
  await withDatabase(databaseUrl, "CREATE TABLE IF NOT EXISTS floor_content(revision int PRIMARY KEY, body text)");
  await withDatabase(databaseUrl, "CREATE TABLE IF NOT EXISTS floor_result(at timestamptz DEFAULT now(), body text)");
  const env = { ...process.env, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
  const start = (name: string) =>
    fork(path.join(import.meta.dirname, `${name}.ts`), { env, execArgv: ["--import", "tsx"] });
  const [gateway, runner] = [start("gateway"), start("runner")];
  const folder = await mkdtemp(path.join(os.tmpdir(), "pinlight-floor-"));
  try {
    const [[{ port }]] = (await Promise.all([once(gateway, "message"), once(runner, "message")])) as [
      [{ port: number }],
      unknown,
    ];
    return quantiles(await measure(port, folder, edits));
  } finally {
    for (const child of [gateway, runner] as ChildProcess[]) child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
    await withDatabase(databaseUrl, "DROP TABLE floor_content; DROP TABLE floor_result");
  }
}

async function measure(port: number, folder: string, edits: number): Promise<number[]> {
  const file = path.join(folder, "doc.py");
  await writeFile(file, "");
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const send = (body: string) => {
    const request = http.request({ port, host: "127.0.0.1", method: "POST", agent }, (response) => response.resume());
    request.end(body);
  };
  let settle: NodeJS.Timeout | undefined;
  const watcher = watch(folder, () => {
    clearTimeout(settle);
    settle = setTimeout(async () => send(await readFile(file, "utf8")), SETTLE_MS);
  });
  const socket = io(`http://127.0.0.1:${port}`, { transports: ["websocket"], forceNew: true });
  await once(socket as never, "connect");
  const times: number[] = [];
  for (let edit = 1; edit <= edits + WARM; edit += 1) {
    const shown = `v ${edit}\n`;
    const got = new Promise<void>((resolve) => {
      const listener = (message: { elements: { text: string }[] }) => {
        if (message.elements[0]?.text !== shown) return;
        socket.off("block-result", listener);
        resolve();
      };
      socket.on("block-result", listener);
    });
    const began = performance.now();
    await writeFile(file, `print("v", ${edit})\n`);
    await got;
    if (edit > WARM) times.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  watcher.close();
  socket.disconnect();
  agent.destroy();
  return times;
}

async function withDatabase(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
