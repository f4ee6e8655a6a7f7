// That the documents measure what they are said to measure; no time is looked at.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EditedDocument, small, thousandEdited } from "./documents.ts";
import { measureEdits, type Processes } from "./measure-edits.ts";
import { startExecutor, startFloor } from "./start-executor.ts";
import { timeRun } from "./time-run.ts";

let processes: Processes;
let close = async () => {};

beforeAll(async () => {
  const started = await Promise.all([startExecutor({ warm: [] }), startFloor("echo"), startFloor("exec")]);
  const [executor, echo, exec] = started;
  processes = { executor: executor.process, echo: echo.process, exec: exec.process };
  close = async () => void (await Promise.all(started.map((one) => one.close())));
});
afterAll(() => close());

const expected: Record<string, number> = {
  edit: 1,
  dependent: 2,
  "no-op": 0,
  comment: 0,
  "thousand.edit": 1,
  "thousand.insert": 1,
};

test.each([...small, ...thousandEdited].map((document): [string, EditedDocument] => [document.what, document]))(
  "%s: just the blocks of the edit run, each time",
  async (_, document) => {
    const figures = await measureEdits(processes, document, { edits: 2, warm: 1, times: ["first", "done"] });
    const ran = expected[document.name] ?? Number.NaN;
    expect(figures[`${document.name}.done`]).toMatchObject({ n: 2, ran: [ran, ran] });
    expect(`${document.name}.first` in figures).toBe(ran > 0);
    expect(document.code(1)).toHaveLength(ran);
  },
);

test("a document that fails is not measured", async () => {
  const run = timeRun(processes.executor, { kernel: "fails", run: 0, source: "1 / 0\n", open: true });
  await expect(run).rejects.toThrow("ZeroDivisionError");
});

test("a process that ends says so to whoever waits for it", async () => {
  const floor = await startFloor("exec");
  const run = timeRun(floor.process, {
    kernel: "exec",
    run: 0,
    source: null,
    body: Buffer.from('["raise SystemExit(4)"]'),
  });
  await expect(run).rejects.toThrow("ended with 4");
  await floor.close();
});
