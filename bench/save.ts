// One save, as an author feels it: the file is written, and the changed block's result is at a viewer's socket. Beside
// it, in the same run on the same Postgres and Valkey, a floor: the same kinds of parts with nothing else around.
import { readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { io, type Socket } from "socket.io-client";
import { Installation } from "../e2e/harness/installation.ts";
import { benchFloor } from "./floor/bench-floor.ts";
import { LightViewer } from "./light-viewer.ts";
import { type Quantiles, quantiles, round } from "./quantiles.ts";

export type BenchSaveOptions = { edits: number; viewers: number };
const WARM = 15;
const DOCUMENT = "doc.py";
/** Between two edits, as between two saves: nothing of the one before is still under way. */
const PAUSE_MS = 60;

type Sample = { total: number; slowest: number; wroteAt: number; gotAt: number; revision: number; run: number };

export async function benchSave({ edits, viewers }: BenchSaveOptions) {
  const installation = await Installation.start({ [DOCUMENT]: source(0) });
  try {
    const given = JSON.parse(await readFile(path.join(installation.dataDir, "environment.json"), "utf8"));
    const first = await connect(installation);
    let edit = 0;
    const measure = async (sockets: Socket[], count: number, others: LightViewer[] = []): Promise<Sample[]> => {
      const samples: Sample[] = [];
      for (let n = 0; n < count; n += 1) {
        edit += 1;
        samples.push(await oneEdit(installation, sockets, others, edit));
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
      return samples;
    };
    await measure([first], WARM);
    // One viewer before and after the crowd: the machine may be another one an hour later.
    const alone = viewers > 1 ? await measure([first], Math.ceil(edits / 2)) : [];
    const others = await Promise.all(
      Array.from({ length: viewers - 1 }, () => LightViewer.open(installation.ready, DOCUMENT)),
    );
    const samples = await measure([first], edits, others);
    for (const other of others) other.end();
    if (viewers > 1) alone.push(...(await measure([first], Math.ceil(edits / 2))));
    first.disconnect();
    const stages = await stagesOf(given.DATABASE_URL, samples);
    const floor = await benchFloor({ databaseUrl: given.DATABASE_URL, redisUrl: given.REDIS_URL, edits });
    const save = quantiles(samples.map((sample) => sample.total));
    return {
      bench: "save",
      machine: { cpus: os.cpus().length, model: os.cpus()[0]?.model, node: process.version },
      edits,
      viewers,
      unit: "ms",
      save,
      ...(viewers > 1 ? besideAlone(samples, alone) : {}),
      stages,
      floor,
      ratioToFloor: round(save.median / floor.median),
    };
  } finally {
    await installation.close();
  }
}

/** The slowest of the viewers, and what one viewer alone waited in the same run. */
function besideAlone(samples: Sample[], alone: Sample[]) {
  const slowestViewer = quantiles(samples.map((sample) => sample.slowest));
  const oneViewer = quantiles(alone.map((sample) => sample.total));
  return { slowestViewer, oneViewer, ratioToOneViewer: round(slowestViewer.median / oneViewer.median) };
}

/** A warm document of ten blocks, of which each edit changes the last. */
function source(value: number): string {
  const blocks = Array.from({ length: 9 }, (_, index) => `x${index} = ${index}`);
  return `${[...blocks, `print("v", ${value})`].join("\n\n")}\n`;
}

async function connect(installation: Installation): Promise<Socket> {
  const { url, shareToken, workspace } = installation.ready;
  const socket = io(url, { transports: ["websocket"], auth: { token: shareToken }, forceNew: true });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
  });
  for (const [event, request] of [
    ["join", { workspace }],
    ["request-load", { path: DOCUMENT, clientRun: 0 }],
  ] as const) {
    const answer = await socket.emitWithAck(event, request);
    if (!answer.ok) throw new Error(`${event}: ${answer.error.message}`);
  }
  return socket;
}

async function oneEdit(
  installation: Installation,
  sockets: Socket[],
  others: LightViewer[],
  edit: number,
): Promise<Sample> {
  const shown = `v ${edit}\n`;
  const arrivals = [...sockets.map((socket) => arrival(socket, shown)), ...others.map((other) => other.sees(shown))];
  const ended = new Promise<{ run: number }>((resolve) => sockets[0]?.once("run-end", resolve));
  const started = new Promise<{ revision: number }>((resolve) => sockets[0]?.once("run-start", resolve));
  const wroteAt = performance.timeOrigin + performance.now();
  await writeFile(path.join(installation.dir, DOCUMENT), source(edit));
  const times = await Promise.all(arrivals);
  const gotAt = times[0] ?? Number.NaN;
  const [{ revision }, { run }] = await Promise.all([started, ended]);
  return { total: gotAt - wroteAt, slowest: Math.max(...times) - wroteAt, wroteAt, gotAt, revision, run };
}

function arrival(socket: Socket, shown: string): Promise<number> {
  return new Promise((resolve) => {
    const listener = (message: { elements: { text?: string }[] }) => {
      if (!message.elements.some((element) => element.text === shown)) return;
      socket.off("block-result", listener);
      resolve(performance.timeOrigin + performance.now());
    };
    socket.on("block-result", listener);
  });
}

/** From the clocks that each stage leaves in the database, in ms (their columns hold whole ms). */
async function stagesOf(databaseUrl: string, samples: Sample[]): Promise<Record<string, Quantiles>> {
  const client = new pg.Client({ connectionString: databaseUrl, options: "-c timezone=UTC" });
  await client.connect();
  const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;
  const { rows } = await client.query(
    `SELECT r.number AS run, ${ms('v."noticedAt"')} AS noticed, ${ms('v."createdAt"')} AS ingested,
        ${ms('r."startedAt"')} AS claimed, ${ms('b."createdAt"')} AS recorded, r.timings
      FROM "Run" r JOIN "Revision" v ON v."workspaceId" = r."workspaceId" AND v.number = r.revision
      JOIN "BlockResult" b ON b."documentId" = r."documentId" AND b.run = r.number
      WHERE r.number = ANY($1::int[])`,
    [samples.map((sample) => sample.run)],
  );
  await client.end();
  const byRun = new Map(rows.map((row) => [row.run, row]));
  const stages: Record<string, number[]> = {};
  for (const sample of samples) {
    const row = byRun.get(sample.run);
    if (!row) continue;
    const measured: Record<string, number> = {
      "watch (write to the agent's first notice)": row.noticed - sample.wroteAt,
      "agent and ingest (notice to the revision's statement)": row.ingested - row.noticed,
      "queue (revision to the claim's statement)": row.claimed - row.ingested,
      "claim, kernel, gather (claim to the record's statement)": row.recorded - row.claimed,
      "record and fan-out (record's statement to the socket)": sample.gotAt - row.recorded,
      "of which claim": row.timings?.claimMs,
      "of which kernel to first result": row.timings?.firstResultMs,
    };
    for (const [name, value] of Object.entries(measured)) stages[name] = [...(stages[name] ?? []), value];
  }
  return Object.fromEntries(Object.entries(stages).map(([name, values]) => [name, quantiles(values)]));
}
