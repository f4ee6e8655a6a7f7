import type { ExecutorReport } from "../executor.ts";
import type { Figure } from "./figures.ts";

type Column = { title: string; of(figure: Figure): string };

const number = (value: number | undefined) => (value === undefined ? "" : value.toFixed(2));
const ratio = (value: number | undefined) => (value === undefined ? "" : `×${value.toFixed(1)}`);
const columns: Column[] = [
  { title: "median", of: (figure) => number(figure.median) },
  { title: "p95", of: (figure) => number(figure.p95) },
  { title: "min", of: (figure) => number(figure.min) },
  { title: "n", of: (figure) => String(figure.n) },
  { title: "ran", of: ({ ran }) => (ran ? [...new Set(ran)].join("–") : "") },
  { title: "echo", of: (figure) => ratio(figure.toEcho) },
  { title: "exec", of: (figure) => ratio(figure.toExec) },
];
const besideColumn: Column = { title: "beside", of: (figure) => ratio(figure.ratioTo) };

/** One line per figure, in ms; what it is stands once before those that share it. */
export function executorTable(report: ExecutorReport): string {
  const { machine, figures, memory, skipped } = report;
  const shown = report.beside ? [...columns, besideColumn] : columns;
  const rows = Object.entries(figures).map(([name, figure]) => [name, ...shown.map((column) => column.of(figure))]);
  const titles = ["ms", ...shown.map(({ title }) => title)];
  const widths = titles.map((_, index) => Math.max(...[titles, ...rows].map((row) => (row[index] ?? "").length)));
  const line = (row: string[]) =>
    row
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join("  ")
      .trimEnd();
  const lines = [
    `Python ${machine.python} with ${report.warm.join(", ") || "no library"}, Node ${machine.node}, ${machine.cpus} CPUs, load ${machine.load.join(" → ")}`,
    "ran: blocks that ran · echo: by the same frames of a bare Python · exec: by the same code in a bare Python",
    "",
    line(titles),
  ];
  let what = "";
  for (const [index, figure] of Object.values(figures).entries()) {
    if (figure.what !== what) lines.push(`— ${figure.what}`);
    what = figure.what;
    lines.push(line(rows[index] ?? []));
  }
  if (memory) {
    const { kernelPss, kernelPrivate, zygoteRss, kernels } = memory;
    lines.push(
      `— memory, MB: ${kernels} idle kernels ${number(kernelPss.median)} PSS each (most ${number(kernelPss.max)}), ` +
        `${number(kernelPrivate.median)} their own; zygote ${number(zygoteRss)} RSS`,
    );
  }
  return [...lines, ...skipped.map((one) => `— skipped ${one}`), ""].join("\n");
}
