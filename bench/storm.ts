// Thousands of viewers of one document lose their gateway at the same moment: how long until the last of them is right
// again at the other gateway, and what that asks of the database. Once the gateway hangs, the document changes, and it is
// killed; once it is asked to end.
import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { FilePath } from "#lib/protocol/ids.ts";
import { identifyViewer } from "#lib/services/identity/identify-viewer.ts";
import { Installation } from "../chaos/installation.ts";
import { quantiles } from "./quantiles.ts";
import type { Order, Report, Told } from "./storm/returning-viewers.ts";

export type BenchStormOptions = { viewers: number };
const DOCUMENT = "doc.py" as FilePath;
const BLOCKS = 50;
const PROCESSES = 2;
const METRICS_TOKEN = randomUUID();

export async function benchStorm({ viewers }: BenchStormOptions) {
  process.env.PINLIGHT_METRICS_TOKEN = METRICS_TOKEN;
  const base = await mkdtemp(path.join(os.tmpdir(), "pinlight-bench-"));
  const installation = await Installation.start(base, () => undefined);
  try {
    await save(installation, 0);
    const cookies = await makeViewers(installation, viewers);
    const killed = await storm(installation, cookies, "SIGKILL");
    const ended = await storm(installation, cookies, "SIGTERM");
    return {
      bench: "storm",
      machine: { cpus: os.cpus().length, model: os.cpus()[0]?.model, node: process.version },
      ...{ viewers, blocks: BLOCKS, unit: "ms" },
      killed,
      askedToEnd: ended,
    };
  } finally {
    await installation.stop();
    await rm(base, { recursive: true, force: true });
  }
}

/** `signal` goes to the first gateway, on which all are; the second takes them over. */
async function storm(installation: Installation, cookies: string[], signal: "SIGKILL" | "SIGTERM") {
  const [first, second] = installation.gatewayPorts as [number, number];
  const line = { ports: [first, second, second], workspace: installation.slug, path: DOCUMENT };
  const file = path.join(import.meta.dirname, "storm/returning-viewers.ts");
  const processes = Array.from({ length: PROCESSES }, () => fork(file, { execArgv: ["--import", "tsx"] }));
  try {
    const share = (place: number) => cookies.filter((_, n) => n % PROCESSES === place);
    await Promise.all(
      processes.map((one, place) => ask(one, { type: "connect", line, cookies: share(place) }, "connected")),
    );
    const pid = installation.pidOf("gateway-1") as number;
    if (signal === "SIGKILL") {
      process.kill(pid, "SIGSTOP");
      await save(installation, Math.random());
    }
    const before = await readsOf(second);
    const lostAt = performance.timeOrigin + performance.now();
    process.kill(pid, signal);
    const seq = await seqOf(installation);
    let reports: Report[];
    do {
      await pause(100);
      reports = await Promise.all(processes.map(reportOf));
    } while (
      reports.some(({ backAt, seqs }, place) => {
        const back = backAt.filter((at) => at > lostAt).length;
        return back < share(place).length || seqs.some((one) => one < seq);
      })
    );
    const after = await readsOf(second);
    const back = quantiles(reports.flatMap(({ backAt }) => backAt.map((at) => at - lostAt)));
    return {
      backAfter: back,
      lastBackAfter: Math.round(Math.max(...reports.flatMap(({ backAt }) => backAt)) - lostAt),
      attempts: sum(reports.map(({ attempts }) => attempts)),
      toldWhenToComeBack: sum(reports.map(({ told }) => told)),
      /** Of the other gateway, for all viewers together. */
      reads: Object.fromEntries([...after].map(([what, n]) => [what, n - (before.get(what) ?? 0)])),
      wrongAtTheEnd: reports.flatMap(({ seqs }) => seqs).filter((one) => one !== seq).length,
    };
  } finally {
    for (const one of processes) one.send({ type: "end" } satisfies Order);
    await started(first);
  }
}

async function makeViewers(installation: Installation, count: number): Promise<string[]> {
  const { context, workspaceId } = installation;
  const secrets = { config: { secret: installation.env.PINLIGHT_SECRET as string, publicUrl: "http://127.0.0.1" } };
  const made = await Promise.all(Array.from({ length: count }, () => identifyViewer(secrets, null)));
  await context.db.viewer.createMany({ data: made.map(({ viewer }) => viewer) });
  await context.db.membership.createMany({
    data: made.map(({ viewer }) => ({ workspaceId, viewerId: viewer.id, role: "viewer" as const })),
  });
  return made.map(({ setCookie }) => setCookie?.split(";")[0] ?? "");
}

/** Changes every block; settles when its run has ended. */
async function save(installation: Installation, value: number): Promise<void> {
  const before = await documentOf(installation);
  const blocks = Array.from({ length: BLOCKS }, (_, index) => `print(${index}, ${value})`);
  await writeFile(path.join(installation.tree, DOCUMENT), `${blocks.join("\n\n")}\n`);
  for (;;) {
    const document = await documentOf(installation);
    if (document?.status === "ok" && document.done > (before?.done ?? 0)) return;
    await pause(50);
  }
}

const documentOf = ({ context, workspaceId }: Installation) =>
  context.db.document.findFirst({ where: { workspaceId, path: DOCUMENT } });

async function seqOf(installation: Installation): Promise<number> {
  return (await documentOf(installation))?.seq ?? 0;
}

async function readsOf(port: number): Promise<Map<string, number>> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/gateway/metrics`, {
    headers: { authorization: `Bearer ${METRICS_TOKEN}` },
  });
  const found = (await answer.text()).matchAll(/^pinlight_gateway_reads_total\{what="(\w+)"\} (\d+)/gm);
  return new Map([...found].map(([, what, count]) => [what as string, Number(count)]));
}

async function started(port: number): Promise<void> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/gateway/health`).catch(() => null);
    if (answer?.ok) return;
    await pause(100);
  }
}

async function reportOf(one: ChildProcess): Promise<Report> {
  const told = await ask(one, { type: "report" }, "report");
  if (told.type !== "report") throw new Error("the process of viewers answered something else");
  return told.report;
}

function ask(process: ChildProcess, order: Order, wanted: Told["type"]): Promise<Told> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a process of viewers ended with code ${code}`));
    process.once("exit", ended);
    process.once("message", (told: Told) => {
      process.off("exit", ended);
      if (told.type === wanted) resolve(told);
      else reject(new Error(told.type === "failed" ? told.message : `${told.type} instead of ${wanted}`));
    });
    process.send(order);
  });
}

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
