// One document, many viewers: what a run of fifty blocks sends to each, how late it comes, and what that costs a gateway;
// beside it, in the same run, a bare `ws` server that sends the same bytes to as many.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { DocumentId, FilePath } from "#lib/protocol/ids.ts";
import { rooms } from "#lib/protocol/live.ts";
import { Installation } from "../chaos/installation.ts";
import { collectGarbage, INSPECTED } from "./fanout/collect-garbage.ts";
import { Crowd } from "./fanout/crowd.ts";
import { type Cost, costOfAll } from "./fanout/process-cost.ts";
import { type Report, STAMP } from "./fanout/viewers.ts";
import { round } from "./quantiles.ts";

export type BenchFanoutOptions = { viewers: number[]; rounds: number };
const DOCUMENT = "doc.py" as FilePath;
const BLOCKS = 50;
const REAL_RUNS = 3;
/** Between two results of a paced run, as of blocks that take so long. */
const PACE_MS = 100;

export async function benchFanout({ viewers, rounds }: BenchFanoutOptions) {
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ""} ${INSPECTED}`.trim();
  const base = await mkdtemp(path.join(os.tmpdir(), "pinlight-bench-"));
  const installation = await Installation.start(base, () => undefined);
  try {
    await writeFile(path.join(installation.tree, DOCUMENT), source(0));
    const measured = [];
    for (const count of viewers) {
      for (const gateways of [1, 2]) measured.push(await measure(installation, base, { count, gateways, rounds }));
    }
    return {
      bench: "fanout",
      machine: { cpus: os.cpus().length, model: os.cpus()[0]?.model, node: process.version },
      blocks: BLOCKS,
      rounds,
      paceMs: PACE_MS,
      measured,
    };
  } finally {
    await installation.stop();
    await rm(base, { recursive: true, force: true });
  }
}

type Case = { count: number; gateways: number; rounds: number };

async function measure(installation: Installation, base: string, { count, gateways, rounds }: Case) {
  const names = (["gateway-1", "gateway-2"] as const).slice(0, gateways);
  const pids = names.map((name) => installation.pidOf(name) as number);
  const held = async () => {
    const logs = names.map((name) => path.join(base, "data/logs", `${name}.log`));
    await Promise.all(pids.map((pid, place) => collectGarbage(pid, logs[place] as string)));
    return costOfAll(pids);
  };
  const { shareToken: token, slug: workspace } = installation;
  const ports = installation.gatewayPorts.slice(0, gateways);
  await documentId(installation);
  const join = { token, workspace, path: DOCUMENT };
  // What the second half adds, garbage left out: the first finds the gateway's own code cold.
  const half = count / 2;
  const crowd = await Crowd.connect({ count: half, ports, join });
  try {
    const before = await held();
    await crowd.more({ count: half, ports, join });
    const idle = await held();
    const real = await realRuns(installation, crowd, count);
    const message = await publisher(installation);
    // Untimed: Node has compiled what it will use.
    await timeRounds(crowd, pids, count, 1, PACE_MS, message.publish);
    const paced = await timeRounds(crowd, pids, count, rounds, PACE_MS, message.publish);
    const burst = await timeRounds(crowd, pids, count, rounds, 0, message.publish);
    const floor = await bareBroadcast(count, rounds, message.text);
    return {
      viewers: count,
      gateways,
      kibPerIdleViewer: round((idle.pssBytes - before.pssBytes) / 1024 / half),
      realRun: real,
      paced: { ...paced, ws: floor.paced, p99ToWs: round(paced.p99 / floor.paced.p99) },
      burst: { ...burst, ws: floor.burst, p99ToWs: round(burst.p99 / floor.burst.p99) },
    };
  } finally {
    crowd.end();
  }
}

/** Saves that change every block, as an agent sends them. */
async function realRuns(installation: Installation, crowd: Crowd, count: number) {
  const sum: Report = { viewers: count, messages: {}, bytes: 0, delays: [] };
  for (let run = 1; run <= REAL_RUNS; run += 1) {
    await writeFile(path.join(installation.tree, DOCUMENT), source(Math.random()));
    while ((sum.messages["run-end"] ?? 0) < run * count) {
      await pause(50);
      const told = await crowd.report();
      sum.bytes += told.bytes;
      for (const [name, n] of Object.entries(told.messages)) sum.messages[name] = (sum.messages[name] ?? 0) + n;
    }
  }
  const perViewer = (n: number) => round(n / count / REAL_RUNS);
  return {
    messages: Object.fromEntries(Object.entries(sum.messages).map(([name, n]) => [name, perViewer(n)])),
    // Those of the document's room; the others go to everybody in the workspace.
    ofTheDocument: perViewer(
      ["run-start", "block-result", "block-output", "run-end"].reduce((n, name) => n + (sum.messages[name] ?? 0), 0),
    ),
    bytes: perViewer(sum.bytes),
  };
}

type Publish = (block: number) => void;

/** Says results as a runner does: over Redis, into the document's room. */
async function publisher(installation: Installation): Promise<{ publish: Publish; text: (block: number) => string }> {
  const room = rooms.document(await documentId(installation));
  const result = (block: number) => ({
    ...{ file: DOCUMENT, block: `bench-${block}`, run: 1, seq: block + 1, ordinal: block + 1, ok: true },
    ...{ elements: [{ kind: "stdout" as const, text: `v ${block}\n` }], elapsedMs: 1 },
    digest: `${STAMP.slice(STAMP.indexOf("sent"))}${performance.timeOrigin + performance.now()}`,
  });
  return {
    publish: (block) => installation.context.nudges.emit(room, "block-result", result(block) as never),
    text: (block) => `42${JSON.stringify(["block-result", result(block)])}`,
  };
}

async function timeRounds(
  crowd: Crowd,
  pids: number[],
  count: number,
  rounds: number,
  paceMs: number,
  publish: Publish,
) {
  await crowd.report();
  const before = await costOfAll(pids);
  const delays: number[] = [];
  let delivered = 0;
  for (let turn = 0; turn < rounds; turn += 1) {
    for (let block = 0; block < BLOCKS; block += 1) {
      publish(block);
      if (paceMs > 0) await pause(paceMs);
    }
    while (delivered < (turn + 1) * BLOCKS * count) {
      await pause(50);
      const told = await crowd.report();
      delivered += told.delays.length;
      for (const delay of told.delays) delays.push(delay);
    }
  }
  return told(delays, before, await costOfAll(pids));
}

function told(delays: number[], before: Cost, after: Cost) {
  delays.sort((a, b) => a - b);
  const at = (share: number) =>
    round(delays[Math.min(delays.length - 1, Math.floor(delays.length * share))] ?? Number.NaN);
  return {
    deliveries: delays.length,
    p50: at(0.5),
    p99: at(0.99),
    cpuUsPerDelivery: round(((after.cpuMs - before.cpuMs) * 1000) / delays.length),
  };
}

async function bareBroadcast(count: number, rounds: number, text: (block: number) => string) {
  const server = fork(path.join(import.meta.dirname, "fanout/ws-broadcast.ts"), { execArgv: ["--import", "tsx"] });
  const [{ port }] = (await once(server, "message")) as [{ port: number }];
  const crowd = await Crowd.connect({ count, ports: [port], join: null });
  const publish: Publish = (block) => void server.send(text(block));
  const pids = [server.pid as number];
  await timeRounds(crowd, pids, count, 1, PACE_MS, publish);
  const paced = await timeRounds(crowd, pids, count, rounds, PACE_MS, publish);
  const burst = await timeRounds(crowd, pids, count, rounds, 0, publish);
  crowd.end();
  server.disconnect();
  return { paced, burst };
}

/** Waits until the document is known, and has run. */
async function documentId(installation: Installation): Promise<DocumentId> {
  const { db } = installation.context;
  for (;;) {
    const found = await db.document.findFirst({ where: { workspaceId: installation.workspaceId, path: DOCUMENT } });
    if (found?.status === "ok") return found.id as DocumentId;
    await pause(100);
  }
}

function source(value: number): string {
  return `${Array.from({ length: BLOCKS }, (_, index) => `print(${index}, ${value})`).join("\n\n")}\n`;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
