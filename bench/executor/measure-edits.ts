import type { EditedDocument } from "./documents.ts";
import { type Figures, figureOf } from "./figures.ts";
import type { FrameProcess } from "./frame-process.ts";
import { type RunRequest, type TimedRun, timeRun } from "./time-run.ts";

export type Processes = { executor: FrameProcess; echo: FrameProcess; exec: FrameProcess };
export type MeasureEditsOptions = {
  edits: number;
  /** Edits before those that count; told on their own when `learning` names them. */
  warm: number;
  learning?: boolean;
  times: ("plan" | "first" | "done")[];
};

type Sample = { ours: TimedRun; echo: TimedRun; exec: TimedRun };

/** Between two edits, as between two saves: nothing of the one before is still under way. */
const PAUSE_MS = 60;

/** After each edit of ours, the same edit with both floors: whatever slows this machine slows all three. */
export async function measureEdits(
  processes: Processes,
  document: EditedDocument,
  { edits, warm, learning, times }: MeasureEditsOptions,
): Promise<Figures> {
  const kernel = document.name;
  await prepare(processes.exec, document.prepare);
  await timeRun(processes.executor, { kernel, run: 0, source: document.source(0), open: true });
  const samples: Sample[] = [];
  for (let edit = 1; edit <= edits + warm; edit += 1) {
    await pause();
    samples.push(await oneEdit(processes, kernel, document, edit));
  }
  await closeKernel(processes.executor, kernel);
  return {
    ...(learning ? figuresOf(`${kernel}.learning`, document.what, samples.slice(0, warm), times) : {}),
    ...figuresOf(learning ? `${kernel}.steady` : kernel, document.what, samples.slice(warm), times),
  };
}

async function oneEdit(processes: Processes, kernel: string, document: EditedDocument, edit: number): Promise<Sample> {
  const request: RunRequest = { kernel, run: edit, source: document.source(edit) };
  const ours = await timeRun(processes.executor, request);
  const echo = await timeEcho(processes.echo, request, ours);
  const exec = await timeExec(processes.exec, document.code(edit));
  return { ours: lean(ours), echo: lean(echo), exec: lean(exec) };
}

/** The same frames there and back, said at once by a process that does nothing. */
export async function timeEcho(echo: FrameProcess, request: RunRequest, { answer }: TimedRun): Promise<TimedRun> {
  await prepare(echo, answer);
  return timeRun(echo, request);
}

/** The code of each block, run one after the other. */
export function timeExec(exec: FrameProcess, code: string[]): Promise<TimedRun> {
  return timeRun(exec, { kernel: "exec", run: 0, source: null, body: Buffer.from(JSON.stringify(code)) });
}

export async function prepare(floor: FrameProcess, body: string | Buffer): Promise<void> {
  const ready = floor.next(({ head }) => head.type === "pong");
  floor.send({ type: "write", path: "prepare" as never }, Buffer.from(body));
  await ready;
}

export async function closeKernel(executor: FrameProcess, kernel: string): Promise<void> {
  const gone = executor.next(({ head }) => head.type === "exit" && head.kernel === kernel);
  executor.send({ type: "kill", kernel });
  await gone;
}

export const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

function figuresOf(name: string, what: string, samples: Sample[], times: MeasureEditsOptions["times"]): Figures {
  const ran = samples.map(({ ours }) => ours.ran);
  const figures: Figures = {};
  for (const time of times) {
    const of = (which: keyof Sample) => samples.map((sample) => sample[which][time]).filter((ms) => !Number.isNaN(ms));
    if (of("ours").length === 0) continue;
    figures[`${name}.${time}`] = figureOf(what, of("ours"), { echo: of("echo"), exec: of("exec") }, ran);
  }
  return figures;
}

/** Answers may be large, and none is looked at again. */
const lean = (run: TimedRun): TimedRun => ({ ...run, answer: Buffer.alloc(0) });
