// `npm run bench -- NAME [options] [--json]`: measures the real thing, started as people start it.
import { parseArgs } from "node:util";
import { executorTable } from "./executor/table.ts";
import { benchExecutor } from "./executor.ts";
import { benchFanout } from "./fanout.ts";
import { benchOpen } from "./open.ts";
import { benchPage } from "./page.ts";
import { benchSave } from "./save.ts";
import { benchStorm } from "./storm.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    /** 200 of `save`, 60 of `executor` (of its slow documents 25 at most). */
    edits: { type: "string" },
    viewers: { type: "string" },
    /** `fanout`: runs of each kind. */
    rounds: { type: "string", default: "3" },
    /** `executor`: a command that prints `{"name": milliseconds}`, run before and after; equal names get `ratioTo`. */
    beside: { type: "string" },
  },
});

/** `table`: for people, where JSON says too little at a glance. */
type Bench = () => Promise<{ figures: unknown; table?: string }>;
const benches: Record<string, Bench> = {
  save: async () => ({
    figures: await benchSave({ edits: Number(values.edits ?? 200), viewers: Number(values.viewers ?? 1) }),
  }),
  /** `--viewers 1000,5000`. */
  fanout: async () => ({
    figures: await benchFanout({
      viewers: (values.viewers ?? "1000,5000").split(",").map(Number),
      rounds: Number(values.rounds),
    }),
  }),
  open: async () => ({ figures: await benchOpen({ blocks: 100, documents: 30 }) }),
  /** `--edits 60`. */
  page: async () => ({ figures: await benchPage({ edits: Number(values.edits ?? 60) }) }),
  /** `--viewers 2000`. */
  storm: async () => ({ figures: await benchStorm({ viewers: Number(values.viewers ?? 2000) }) }),
  executor: async () => {
    const figures = await benchExecutor({ edits: Number(values.edits ?? 60), beside: values.beside });
    return { figures, table: executorTable(figures) };
  },
};

const bench = benches[positionals[0] ?? ""];
if (!bench) {
  process.stderr.write(`Which bench? One of: ${Object.keys(benches).join(", ")}.\n`);
  process.exit(2);
}
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
const { figures, table } = await bench();
process.stdout.write(values.json || !table ? `${JSON.stringify(figures, null, values.json ? 0 : 2)}\n` : table);
process.exit(0);
