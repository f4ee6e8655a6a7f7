import { readFile } from "node:fs/promises";
import { type Quantiles, quantiles } from "../quantiles.ts";
import type { FrameProcess } from "./frame-process.ts";
import { timeRun } from "./time-run.ts";

/** In MB of 1,000,000 bytes. `kernelPss`: each kernel's share of what it has in common with others, and its own. */
export type Memory = { kernels: number; kernelPss: Quantiles; kernelPrivate: Quantiles; zygoteRss: number };

const KERNELS = 10;

/** Of idle kernels that have run `1 + 1`. Null where the system does not tell. */
export async function measureMemory(executor: FrameProcess, zygote: number): Promise<Memory | null> {
  const pids: number[] = [];
  for (let index = 0; index < KERNELS; index += 1) {
    const kernel = `memory${index}`;
    const opened = executor.next(({ head }) => head.type === "opened" && head.kernel === kernel);
    executor.send({ type: "open", kernel, path: "doc.py" as never });
    const { head } = await opened;
    if (head.type === "opened") pids.push(head.pid);
    await timeRun(executor, { kernel, run: 0, source: "1 + 1\n" });
  }
  try {
    const kernels = await Promise.all(pids.map(mapsOf));
    return {
      kernels: KERNELS,
      kernelPss: quantiles(kernels.map((maps) => megabytes(maps, "Pss"))),
      kernelPrivate: quantiles(
        kernels.map((maps) => megabytes(maps, "Private_Clean") + megabytes(maps, "Private_Dirty")),
      ),
      zygoteRss: megabytes(await mapsOf(zygote), "Rss"),
    };
  } catch {
    return null;
  }
}

const mapsOf = (pid: number) => readFile(`/proc/${pid}/smaps_rollup`, "utf8");

function megabytes(maps: string, field: string): number {
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(maps)?.[1];
  if (kilobytes === undefined) throw new Error(`no ${field}`);
  return (Number(kilobytes) * 1024) / 1e6;
}
