// The executor at its door: frames in, frames out, from one process to `python3 -m pinlight_executor serve`. Beside it,
// in the same run and edit by edit, two floors: a bare Python that says the same frames, and one that runs the same code.
import { execFile } from "node:child_process";
import os from "node:os";
import { promisify } from "node:util";
import { findPython } from "#lib/sandbox/find-python.ts";
import { frame, mutate, small, thousandEdited } from "./executor/documents.ts";
import { compareBeside, type Figures, figureOf } from "./executor/figures.ts";
import { measureCold } from "./executor/measure-cold.ts";
import { measureEdits, type Processes } from "./executor/measure-edits.ts";
import { type Memory, measureMemory } from "./executor/measure-memory.ts";
import { measureOpening } from "./executor/measure-opening.ts";
import { runBeside } from "./executor/run-beside.ts";
import { type Executor, startExecutor, startFloor } from "./executor/start-executor.ts";
import { round } from "./quantiles.ts";

export type BenchExecutorOptions = { edits: number; beside?: string };
export type ExecutorReport = {
  bench: "executor";
  machine: { cpus: number; model?: string; node: string; python: string; load: [number, number] };
  unit: "ms";
  warm: string[];
  figures: Figures;
  memory: Memory | null;
  skipped: string[];
  beside?: { command: string; before: Record<string, number>; after: Record<string, number> };
};

const WARM = 5;
/** After so many the document has learned which values are worth a copy. */
const LEARNING = 3;
const COLD_RUNS = 5;
const LIBRARIES = ["numpy", "pandas"];

export async function benchExecutor({ edits, beside }: BenchExecutorOptions): Promise<ExecutorReport> {
  const few = Math.min(25, edits);
  const loadBefore = round(os.loadavg()[0] ?? 0);
  const warm = await installed(LIBRARIES);
  const before = beside ? await runBeside(beside) : {};
  const figures: Figures = {};
  const hellos: number[] = [];
  const skipped: string[] = [];
  let python = "";
  let memory: Memory | null = null;

  /** Each group has an executor and floors of its own: nothing that another left behind is in its way. */
  const group = async (label: string, measure: (processes: Processes, executor: Executor) => Promise<Figures>) => {
    process.stderr.write(`${label} …\n`);
    const executor = await startExecutor({ warm });
    hellos.push(executor.helloMs);
    python = executor.python;
    const [echo, exec] = await Promise.all([startFloor("echo"), startFloor("exec")]);
    try {
      const processes = { executor: executor.process, echo: echo.process, exec: exec.process };
      Object.assign(figures, await measure(processes, executor));
    } finally {
      await Promise.all([executor.close(), echo.close(), exec.close()]);
    }
  };

  for (const document of small) {
    await group(document.what, (processes) =>
      measureEdits(processes, document, { edits, warm: WARM, times: ["first", "done"] }),
    );
  }
  if (warm.length === LIBRARIES.length) {
    await group(frame.what, (processes) =>
      measureEdits(processes, frame, { edits: few, warm: 1, times: ["first", "done"] }),
    );
    await group(mutate.what, (processes) =>
      measureEdits(processes, mutate, { edits: few, warm: LEARNING, learning: true, times: ["first", "done"] }),
    );
  } else skipped.push("frame, mutate: this Python has no numpy and pandas (PINLIGHT_PYTHON names another)");
  await group("1,000 blocks, a first run", (processes) => measureCold(processes, Math.min(COLD_RUNS, edits)));
  for (const document of thousandEdited) {
    await group(document.what, (processes) =>
      measureEdits(processes, document, { edits: few, warm: WARM, times: ["plan", "first", "done"] }),
    );
  }
  await group("opening", (processes, { pid }) => measureOpening(processes, pid, few));
  await group("memory", async ({ executor }, { pid }) => {
    memory = await measureMemory(executor, pid);
    if (!memory) skipped.push("memory: this system has no /proc/PID/smaps_rollup");
    return {};
  });
  figures.hello = figureOf("the executor started, its libraries warmed: told so", hellos);

  const after = beside ? await runBeside(beside) : {};
  return {
    bench: "executor",
    machine: {
      cpus: os.cpus().length,
      model: os.cpus()[0]?.model,
      node: process.version,
      python,
      load: [loadBefore, round(os.loadavg()[0] ?? 0)],
    },
    unit: "ms",
    warm,
    figures: compareBeside(figures, before, after),
    memory,
    skipped,
    ...(beside ? { beside: { command: beside, before, after } } : {}),
  };
}

async function installed(names: string[]): Promise<string[]> {
  const { executable } = await findPython(process.env.PINLIGHT_PYTHON);
  const question = `import importlib.util, sys
print(*[name for name in sys.argv[1:] if importlib.util.find_spec(name)])`;
  const { stdout } = await promisify(execFile)(executable, ["-I", "-c", question, ...names]);
  return stdout.split(/\s+/).filter(Boolean);
}
