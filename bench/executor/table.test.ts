import { expect, test } from "vitest";
import type { ExecutorReport } from "../executor.ts";
import { compareBeside, figureOf } from "./figures.ts";
import { runBeside } from "./run-beside.ts";
import { executorTable } from "./table.ts";

const edit = figureOf("one edited", [4, 2, 6], { echo: [1, 2, 3], exec: [] }, [1, 2, 1]);

const report: ExecutorReport = {
  bench: "executor",
  machine: { cpus: 2, node: "v20.19.0", python: "3.11.0", load: [0.5, 1] },
  unit: "ms",
  warm: [],
  figures: { "edit.first": edit },
  memory: null,
  skipped: ["frame: no pandas"],
};

test("a figure is the median beside that of its floors, and how many blocks ran", () => {
  expect(edit).toMatchObject({ n: 3, min: 2, median: 4, p95: 6, echo: 2, toEcho: 2, ran: [1, 2] });
  expect(edit).not.toHaveProperty("toExec");
});

test("only figures of equal names are compared with the command beside, by the mean of before and after", () => {
  const compared = compareBeside({ a: edit, b: edit, c: edit }, { a: 6, c: 8, d: 1 }, { a: 10 });
  expect(Object.values(compared).map(({ ratioTo }) => ratioTo)).toEqual([0.5, undefined, 0.5]);
});

test("the table has a line for each figure, and says what was skipped", () => {
  const lines = executorTable(report).split("\n");
  const line = lines.find((line) => line.startsWith("edit.first"));
  expect(line?.split(/\s+/)).toEqual(["edit.first", "4.00", "6.00", "2.00", "3", "1–2", "×2.0"]);
  expect(lines).toContain("— skipped frame: no pandas");
});

test("the column beside is there only when a command was given", () => {
  const titles = (of: ExecutorReport) =>
    executorTable(of)
      .split("\n")
      .find((line) => line.startsWith("ms"));
  const beside = { command: "true", before: {}, after: {} };
  expect(titles(report)).not.toContain("beside");
  expect(titles({ ...report, beside })).toContain("beside");
});

test("a command beside prints names and milliseconds", async () => {
  expect(await runBeside(`echo '{"edit.first": 2.5}'`)).toEqual({ "edit.first": 2.5 });
});

test("a command beside that fails or prints something else is refused by its name", async () => {
  await expect(runBeside("exit 3")).rejects.toThrow("exit 3 ended with 3");
  await expect(runBeside("echo fast")).rejects.toThrow("echo fast did not print one JSON object");
});
