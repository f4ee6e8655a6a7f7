// Small documents as lists of blocks. Every block is deterministic: what it shows depends on the files alone, so that a
// fresh run of the final files says what the service has to show.
import type { Random } from "./random.ts";

export type Block = { kind: BlockKind; n: number };
export type BlockKind = keyof typeof blocks;

const blocks = {
  values: (n: number) => `values = [${n}, ${n + 1}]\nprint("values", values)`,
  append: (n: number) => `values.append(${n})\nprint("appended", values)`,
  total: (n: number) => `total = sum(values) + ${n}\nprint("total", total)`,
  shared: (n: number) => `import shared\nprint("scaled", shared.scale(${n}))`,
  data: (n: number) =>
    `with open("data.csv") as file:\n    rows = file.read().split()\nprint(${n}, len(rows), rows[-1])`,
  absent: (n: number) => `import os\nprint("extra", ${n}, os.path.exists("extra.txt"))`,
  folder: (n: number) => `import os\nprint(${n}, sorted(os.listdir("notes")))`,
  slow: (n: number) => `import time\ntime.sleep(${(0.1 + (n % 10) / 10).toFixed(1)})\nprint("slow", ${n})`,
  streaming: (n: number) =>
    `import time\nfor step in range(8):\n    print("step", step, ${n}, flush=True)\n    time.sleep(0.05)`,
  failing: (n: number) => `raise ValueError("broken ${n}")`,
  large: (n: number) => `print("x" * 9000, ${n})`,
  shown: (n: number) => `{"n": ${n}, "squares": [i * i for i in range(5)]}`,
  prose: (n: number) => `# ## Part ${n}\n#\n# Some words about part ${n}.`,
} as const;

const kinds = Object.keys(blocks) as BlockKind[];
/** Weighed by hand: most blocks are quick, and many depend on others or on other files. */
const common: BlockKind[] = ["append", "total", "shared", "data", "append", "total", "shared", "streaming"];

export function documentText(list: readonly Block[]): string {
  return `${list.map(({ kind, n }) => blocks[kind](n)).join("\n\n")}\n`;
}

export function someDocument(random: Random): Block[] {
  const more = Array.from({ length: random.between(2, 5) }, () => someBlock(random));
  return [{ kind: "values", n: random.below(1000) }, ...more];
}

/** One save of an author: a block changed, added, taken away or moved. */
export function edited(list: readonly Block[], random: Random): Block[] {
  const next = [...list];
  const at = random.below(next.length);
  const what = random.below(10);
  if (what < 6 || next.length < 3) next[at] = { kind: next[at]?.kind ?? "values", n: random.below(1000) };
  else if (what < 8 && next.length < 9) next.splice(at + 1, 0, someBlock(random));
  else if (what < 9) next.splice(at, 1);
  else next.push(...next.splice(at, 1));
  return next;
}

export function sharedModule(n: number): string {
  return `FACTOR = ${n}\n\n\ndef scale(x):\n    return x * FACTOR\n`;
}

export function dataFile(random: Random): string {
  const rows = Array.from({ length: random.between(1, 6) }, () => `row${random.below(1000)}`);
  return `${rows.join("\n")}\n`;
}

function someBlock(random: Random): Block {
  const kind = random.chance(0.6) ? random.pick(common) : random.pick(kinds);
  return { kind, n: random.below(1000) };
}
