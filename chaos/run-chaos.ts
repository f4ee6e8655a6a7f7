// One run: start everything, let the plan happen, wait until the service is quiet, and compare. Then once more, from an
// end that is the same in every run: all connections are cut, all documents are saved, and every viewer looks at all.
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { openRedis } from "#lib/nudges/redis.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import { applyChange, changeText } from "./author.ts";
import { checkAll, connectFresh, copyFolder, untilNone } from "./check/check-all.ts";
import { checkDocument, loadFreshViews } from "./check/check-views.ts";
import { sparedDocuments } from "./check/spared-documents.ts";
import { type Injected, injectFault } from "./inject-fault.ts";
import { Installation, writeFiles } from "./installation.ts";
import { Journal } from "./journal.ts";
import type { FaultKind } from "./plan/faults.ts";
import type { Plan, Step } from "./plan/make-plan.ts";
import { Breakage, type BreakName } from "./viewer/breakage.ts";
import { Viewer } from "./viewer/viewer.ts";

export type ChaosReport = {
  seed: number;
  edits: number;
  revisions: number;
  runs: number;
  faults: Partial<Record<FaultKind, number>>;
  /** Faults for which there was nothing to break at their moment. */
  missed: number;
  viewers: number;
  reconnects: number;
  loads: number;
  /** How often a screen changed its document, and how often of that by somebody else's save. */
  moves: number;
  followed: number;
  /** Pins that the server could not store, and whose owners were told so. */
  refusedPins: number;
  /** Documents that showed at the end of the faults that their process had been killed. */
  spared: number;
  mismatches: string[];
  seconds: number;
  journal: string | null;
};

/** Ends that nobody asked for: a server process may be killed, and never ends by itself. */
const unexpectedEnd = /^(gateway|runner|sweeper|agent)\S* ended (?!by SIGKILL).*starting it again/;

export async function runChaos(plan: Plan, options: { breaks: BreakName | null; keep: boolean }): Promise<ChaosReport> {
  const began = performance.now();
  const base = await mkdtemp(path.join(os.tmpdir(), "pinlight-chaos-"));
  const journal = new Journal(path.join(base, "journal.log"));
  const ends: string[] = [];
  const say = (text: string) => {
    journal.note(text);
    if (!unexpectedEnd.test(text)) return;
    ends.push(text);
    // Before its log makes room for the next process's.
    const log = path.join(base, "data/logs", `${text.split(" ", 1)[0]}.log`);
    journal.note(`its last words: ${readFileSync(log, "utf8").slice(-5_000)}`);
  };
  process.stderr.write(`seed ${plan.seed}: ${plan.steps.length} steps, journal ${journal.file}\n`);
  for (const step of plan.steps) journal.note(`plan ${stepText(step)}`);
  await writeFiles(path.join(base, "tree"), plan.files);
  const installation = await Installation.start(base, say);
  const run = new ChaosRun(plan, { base, installation, journal, breakage: new Breakage(options.breaks) });
  try {
    const mismatches = [...(await run.play()), ...ends];
    const failed = mismatches.length > 0;
    for (const fault of mismatches) journal.note(`MISMATCH ${fault}`);
    const report = await run.report(mismatches);
    await run.close();
    await journal.close();
    if (!failed && !options.keep) await rm(base, { recursive: true, force: true, maxRetries: 5 });
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    return { ...report, seconds, journal: failed || options.keep ? journal.file : null };
  } catch (error) {
    await run.close().catch(() => undefined);
    throw error;
  }
}

class ChaosRun {
  private readonly plan: Plan;
  private readonly base: string;
  private readonly installation: Installation;
  private readonly journal: Journal;
  private readonly breakage: Breakage;
  private readonly viewers: Viewer[] = [];
  private readonly underWay: Promise<void>[] = [];
  private readonly done = new Map<FaultKind, number>();
  private readonly kernelKills: number[] = [];
  private readonly redis;
  private missed = 0;
  private edits = 0;
  private spared = 0;

  constructor(plan: Plan, made: { base: string; installation: Installation; journal: Journal; breakage: Breakage }) {
    this.plan = plan;
    this.base = made.base;
    this.installation = made.installation;
    this.journal = made.journal;
    this.breakage = made.breakage;
    this.redis = openRedis(made.installation.context.config.redisUrl, () => undefined);
  }

  /** Returns everything that was not as it has to be. */
  async play(): Promise<string[]> {
    const { journal, breakage, installation } = this;
    for (let index = 0; index < this.plan.viewers; index += 1) {
      this.viewers.push(await Viewer.invite(`viewer ${index}`, installation, { journal, breakage }));
    }
    await Promise.all(this.viewers.map((viewer) => viewer.arrive()));
    await this.playSteps();
    const faults = (await this.afterTheFaults()) ?? (await this.afterTheLastWords()) ?? (await this.everywhere()) ?? [];
    return [...faults, ...this.viewers.flatMap(({ complaints }) => complaints)];
  }

  async report(mismatches: string[]): Promise<Omit<ChaosReport, "seconds" | "journal">> {
    const workspace = await this.installation.context.db.workspace.findUnique({
      where: { id: this.installation.workspaceId },
    });
    const sum = (name: keyof Viewer["counts"]) => this.viewers.reduce((total, { counts }) => total + counts[name], 0);
    return {
      ...{ seed: this.plan.seed, edits: this.edits },
      ...{ revisions: workspace?.headRevision ?? 0, runs: workspace?.runCounter ?? 0 },
      ...{ faults: Object.fromEntries(this.done), missed: this.missed, viewers: this.viewers.length },
      ...{ reconnects: sum("reconnects"), loads: sum("loads"), moves: sum("moves"), followed: sum("followed") },
      refusedPins: sum("refusedPins"),
      ...{ spared: this.spared, mismatches },
    };
  }

  async close(): Promise<void> {
    this.redis.disconnect();
    await Promise.all(this.viewers.map((viewer) => viewer.close()));
    await this.installation.stop();
  }

  private async playSteps(): Promise<void> {
    const began = Date.now();
    for (const step of this.plan.steps) {
      await pause(began + step.at - Date.now());
      if (step.what === "act") this.viewers[step.viewer]?.act(step.act);
      else if (step.what === "edit") await this.edit(step.changes);
      else this.underWay.push(this.break(step));
    }
    await Promise.all(this.underWay);
    this.journal.note("the faults are over");
    await Promise.all(this.viewers.map((viewer) => viewer.arrive()));
  }

  private async edit(changes: Plan["lastWords"]): Promise<void> {
    this.edits += 1;
    for (const change of changes) {
      this.journal.note(`edit ${changeText(change)}`);
      await applyChange(this.installation.tree, change);
    }
  }

  private async break({ fault }: Extract<Step, { what: "fault" }>): Promise<void> {
    const { installation, viewers, redis, journal } = this;
    const injected: Injected = { installation, viewers, redis };
    journal.note(`FAULT ${JSON.stringify(fault)}`);
    const what = await injectFault(injected, fault);
    journal.note(`FAULT ${fault.kind}: ${what ?? "nothing to break"}`);
    if (what === null) this.missed += 1;
    else this.done.set(fault.kind, (this.done.get(fault.kind) ?? 0) + 1);
    if (fault.kind === "kernel-kill" || fault.kind === "sandbox-kill") this.kernelKills.push(Date.now());
  }

  private async afterTheFaults(): Promise<string[] | null> {
    const spared = async () => {
      const documents = await sparedDocuments(this.installation, this.kernelKills);
      this.spared = documents.size;
      return documents;
    };
    return this.check("after the faults", spared);
  }

  /** Everybody stays where they are, everybody's connection is cut, and everything is saved. */
  private async afterTheLastWords(): Promise<string[] | null> {
    const documents = this.plan.lastWords.flatMap((change) => (change.op === "write" ? [change.path as FilePath] : []));
    for (const [index, { tab }] of this.viewers.entries()) {
      const path = documents[index % documents.length];
      if (path && !documents.includes(tab?.store.get().navigator.current as FilePath))
        tab?.do({ type: "opened", path });
      tab?.do({ type: "pin" });
    }
    const before = new Map(this.viewers.map((viewer) => [viewer, viewer.counts.connections]));
    for (const { line } of this.viewers) line.cut();
    // A tab hears of the cut a moment later: until it has connected anew, that it is live says nothing.
    const isBack = (viewer: Viewer) => viewer.isSettled && viewer.counts.connections > (before.get(viewer) ?? 0);
    const lost = await untilNone(async () => this.viewers.filter((one) => !isBack(one)).map(({ name }) => name));
    if (lost.length > 0) return lost.map((name) => `${name} does not come back`);
    this.breakage.armed = true;
    await this.edit(this.plan.lastWords);
    return this.check("after the last words", async () => new Set());
  }

  /** Each viewer opens each document: what a tab still holds of long ago is brought up to date by what it lacks. */
  private async everywhere(): Promise<string[] | null> {
    const client = await connectFresh(this.installation);
    const fresh = await loadFreshViews(client).finally(() => client.close());
    const faults = await Promise.all(
      this.viewers.map(async (viewer) => {
        for (const path of fresh.keys()) {
          viewer.tab?.do({ type: "opened", path });
          const found = await untilNone(async () => checkDocument(viewer, path, fresh));
          if (found.length > 0) return found.map((fault) => `${viewer.name}, opening again: ${fault}`);
        }
        return [];
      }),
    );
    return faults.flat().length > 0 ? faults.flat() : null;
  }

  /** null: all is well. */
  private async check(round: string, spared: () => Promise<Set<FilePath>>): Promise<string[] | null> {
    const { installation, viewers } = this;
    const copy = copyFolder(this.base, round.replaceAll(" ", "-"));
    this.journal.note(`checking ${round}`);
    const faults = await checkAll({ installation, viewers, copy, spared });
    return faults.length > 0 ? faults.map((fault) => `${round}: ${fault}`) : null;
  }
}

function stepText(step: Step): string {
  const at = `${(step.at / 1000).toFixed(2)} s`;
  if (step.what === "edit") return `${at} edit ${step.changes.map(changeText).join(", ")}`;
  if (step.what === "act") return `${at} viewer ${step.viewer} ${JSON.stringify(step.act)}`;
  return `${at} fault ${JSON.stringify(step.fault)}`;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
