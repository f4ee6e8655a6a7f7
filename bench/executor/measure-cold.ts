import { thousand } from "./documents.ts";
import { type Figures, figureOf } from "./figures.ts";
import { closeKernel, type Processes, pause, prepare, timeEcho, timeExec } from "./measure-edits.ts";
import { type TimedRun, timeRun } from "./time-run.ts";

/** A kernel that is open and has run nothing is given 1,000 blocks. */
export async function measureCold({ executor, echo, exec }: Processes, times: number): Promise<Figures> {
  const [ours, echoed, executed]: [TimedRun[], TimedRun[], TimedRun[]] = [[], [], []];
  const source = thousand();
  await prepare(exec, "");
  for (let time = 0; time < times; time += 1) {
    const kernel = `cold${time}`;
    const opened = executor.next(({ head }) => head.type === "opened" && head.kernel === kernel);
    executor.send({ type: "open", kernel, path: "doc.py" as never });
    await opened;
    await pause();
    const request = { kernel, run: 0, source };
    const run = await timeRun(executor, request);
    ours.push(run);
    echoed.push(await timeEcho(echo, request, run));
    executed.push(await timeExec(exec, source.trimEnd().split("\n\n")));
    await closeKernel(executor, kernel);
  }
  const what = "1,000 blocks, first run of a new kernel";
  const all = (runs: TimedRun[], time: "plan" | "done") => runs.map((run) => run[time]);
  return {
    "thousand.cold.plan": figureOf(what, all(ours, "plan"), { echo: all(echoed, "plan") }),
    "thousand.cold.done": figureOf(what, all(ours, "done"), { echo: all(echoed, "done"), exec: all(executed, "done") }),
  };
}
