import { readFileSync } from "node:fs";
import { until } from "#lib/sandbox/testing/until.ts";
import { type Figures, figureOf } from "./figures.ts";
import { closeKernel, type Processes, pause, prepare, timeEcho, timeExec } from "./measure-edits.ts";
import { type TimedRun, timeRun } from "./time-run.ts";

const SOURCE = "1 + 1\n";

/** A kernel that is opened when a process forked in advance is there, and right after another one took that. */
export async function measureOpening(processes: Processes, pid: number, openings: number): Promise<Figures> {
  await prepare(processes.exec, "");
  const figures: Figures = {};
  for (const [name, what, spare] of [
    ["open.spare", "a kernel opened, a process forked in advance is there", true],
    ["open.fork", "a kernel opened, none is there", false],
  ] as const) {
    const [ours, echo, exec]: [TimedRun[], TimedRun[], TimedRun[]] = [[], [], []];
    for (let opening = 0; opening <= openings; opening += 1) {
      const request = { kernel: `${name}${opening}`, run: 0, source: SOURCE, open: true };
      await spareIsThere(pid);
      await pause();
      const run = await openOne(processes, request, spare);
      // The first finds Node's own code cold.
      if (opening === 0) continue;
      ours.push(run);
      echo.push(await timeEcho(processes.echo, request, run));
      exec.push(await timeExec(processes.exec, [SOURCE]));
    }
    const all = (runs: TimedRun[], time: "opened" | "first") => runs.map((run) => run[time]);
    figures[`${name}.opened`] = figureOf(`${what}: told so`, all(ours, "opened"), { echo: all(echo, "opened") });
    figures[`${name}.first`] = figureOf(`${what}: result of 1 + 1`, all(ours, "first"), {
      echo: all(echo, "first"),
      exec: all(exec, "first"),
    });
  }
  return figures;
}

async function openOne({ executor }: Processes, request: Parameters<typeof timeRun>[1], spare: boolean) {
  const other = `${request.kernel}-other`;
  if (!spare) {
    const taken = executor.next(({ head }) => head.type === "opened" && head.kernel === other);
    executor.send({ type: "open", kernel: other, path: "other.py" as never });
    await taken;
  }
  const run = await timeRun(executor, request);
  await closeKernel(executor, request.kernel);
  if (!spare) await closeKernel(executor, other);
  return run;
}

/** No kernel is open: the only child is the process forked in advance. Without /proc the pause has to do. */
function spareIsThere(pid: number): Promise<void> {
  return until("a process forked in advance", () => childrenOf(pid) !== 0);
}

function childrenOf(pid: number): number | null {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    return children === "" ? 0 : children.split(" ").length;
  } catch {
    return null;
  }
}
