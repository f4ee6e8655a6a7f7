import { readFile } from "node:fs/promises";

/** What a process has used so far: CPU in ms, and memory in bytes that is its own or its share (PSS). Linux only. */
export type Cost = { cpuMs: number; pssBytes: number };

const MS_PER_TICK = 10;

export async function costOf(pid: number): Promise<Cost> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8");
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK,
    pssBytes: Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]) * 1024,
  };
}

export async function costOfAll(pids: number[]): Promise<Cost> {
  const costs = await Promise.all(pids.map(costOf));
  return { cpuMs: sum(costs.map((one) => one.cpuMs)), pssBytes: sum(costs.map((one) => one.pssBytes)) };
}

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
