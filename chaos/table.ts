/** Of a report: what is more than a number of its own. */
type Tabulated = { faults: { [kind: string]: number }; mismatches: string[]; journal: string | null };

export function chaosTable({ faults, mismatches, journal, ...counts }: Tabulated): string {
  const total = Object.values(faults).reduce((sum, count) => sum + count, 0);
  const rows = [
    ...Object.entries(counts),
    [
      "faults",
      `${total} (${Object.entries(faults)
        .map(([kind, count]) => `${kind} ${count}`)
        .join(", ")})`,
    ],
    ["mismatches", mismatches.length],
    ...(journal ? [["journal", journal]] : []),
  ];
  const lines = rows.map(([name, value]) => `${String(name).padEnd(12)}${value}`);
  return `${[...lines, ...mismatches.map((mismatch) => `\n! ${mismatch}`)].join("\n")}\n`;
}
