// One run, timed at the frames: sent as the runner sends a save (`write`, then `run`), heard as the runner hears it.
import type { FilePath } from "#lib/protocol/ids.ts";
import type { FrameProcess, Heard } from "./frame-process.ts";

export type TimedRun = {
  /** Milliseconds from the first frame sent; NaN for what did not come. */
  opened: number;
  plan: number;
  /** The first thing that a block showed; its end when it showed nothing. */
  first: number;
  done: number;
  /** How many blocks were executed. */
  ran: number;
  /** All bytes of the answer. */
  answer: Buffer;
};

export type RunRequest = {
  kernel: string;
  run: number;
  /** The document; null: no `write` goes before the run. */
  source: string | null;
  /** Opens the kernel first, and the time counts from there. */
  open?: boolean;
  /** Sent in the place of the source. */
  body?: Uint8Array;
};

const path = "doc.py" as FilePath;

/** Throws when a block fails: its time would be that of another thing. */
export async function timeRun(process: FrameProcess, request: RunRequest): Promise<TimedRun> {
  const { kernel, run, source } = request;
  const body = request.body ?? Buffer.from(source ?? "");
  const times = { opened: Number.NaN, plan: Number.NaN, first: Number.NaN, done: Number.NaN };
  let ran = 0;
  let fault = "";
  process.received = [];
  const ended = process.next(({ head, at, body }: Heard) => {
    if (!("kernel" in head) || (head.kernel !== kernel && head.type !== "log")) return false;
    if (head.type === "opened") times.opened = at;
    else if (head.type === "plan") times.plan = at;
    else if (head.type === "log") fault = head.text;
    else if (head.type === "display") {
      if (Number.isNaN(times.first)) times.first = at;
      if (head.kind === "error") fault = body.toString("utf8");
    } else if (head.type === "block-end") {
      ran += 1;
      if (Number.isNaN(times.first)) times.first = at;
      if (!head.ok) fault ||= "a block failed";
    } else if (head.type === "run-end") {
      times.done = at;
      if (head.status !== "ok") fault = `the run ended ${head.status}: ${head.message ?? ""}`;
      return true;
    } else if (head.type === "exit") {
      fault = `the kernel ended: ${head.reason ?? head.code}`;
      return true;
    }
    return false;
  });
  const began = performance.now();
  if (request.open) process.send({ type: "open", kernel, path });
  if (source !== null) process.send({ type: "write", path }, Buffer.from(source));
  process.send({ type: "run", kernel, run, path, changed: [path], sourceBytes: body.length }, body);
  await ended;
  if (fault) throw new Error(`the document that was to be measured does not run: ${fault}`);
  const since = (at: number) => at - began;
  return {
    opened: since(times.opened),
    plan: since(times.plan),
    first: since(times.first),
    done: since(times.done),
    ran,
    answer: Buffer.concat(process.received),
  };
}
