// Viewers in processes of their own, as one thing that can be asked.
import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import type { Join, Order, Report, Told } from "./viewers.ts";

const PROCESSES = 2;

export class Crowd {
  private readonly processes: ChildProcess[];

  private constructor(processes: ChildProcess[]) {
    this.processes = processes;
  }

  /** All are in the document's room when this settles. */
  static async connect(options: { count: number; ports: number[]; join: Join | null }): Promise<Crowd> {
    const file = path.join(import.meta.dirname, "viewers.ts");
    const crowd = new Crowd(Array.from({ length: PROCESSES }, () => fork(file, { execArgv: ["--import", "tsx"] })));
    await crowd.more(options);
    return crowd;
  }

  /** As many again. */
  async more(options: { count: number; ports: number[]; join: Join | null }): Promise<void> {
    const count = Math.ceil(options.count / PROCESSES);
    await Promise.all(this.processes.map((one) => ask(one, { ...options, type: "connect", count })));
  }

  /** What came since the last report, over all viewers. */
  async report(): Promise<Report> {
    const reports = await Promise.all(this.processes.map((one) => ask(one, { type: "report" })));
    const sum: Report = { viewers: 0, messages: {}, bytes: 0, delays: [] };
    for (const told of reports) {
      if (told.type !== "report") continue;
      sum.viewers += told.report.viewers;
      sum.bytes += told.report.bytes;
      for (const delay of told.report.delays) sum.delays.push(delay);
      for (const [name, n] of Object.entries(told.report.messages)) sum.messages[name] = (sum.messages[name] ?? 0) + n;
    }
    return sum;
  }

  end(): void {
    for (const one of this.processes) one.send({ type: "end" } satisfies Order);
  }
}

function ask(process: ChildProcess, order: Order): Promise<Told> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a process of viewers ended with code ${code}`));
    process.once("exit", ended);
    process.once("message", (told: Told) => {
      process.off("exit", ended);
      if (told.type === "failed") reject(new Error(told.message));
      else resolve(told);
    });
    process.send(order);
  });
}
