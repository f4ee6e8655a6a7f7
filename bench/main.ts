// `npm run bench -- NAME [options] [--json]`: measures the real thing, started as people start it.
import { parseArgs } from "node:util";
import { benchSave } from "./save.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    edits: { type: "string", default: "200" },
    viewers: { type: "string", default: "1" },
  },
});

const benches: Record<string, () => Promise<unknown>> = {
  save: () => benchSave({ edits: Number(values.edits), viewers: Number(values.viewers) }),
};

const bench = benches[positionals[0] ?? ""];
if (!bench) {
  process.stderr.write(`Which bench? One of: ${Object.keys(benches).join(", ")}.\n`);
  process.exit(2);
}
const figures = await bench();
process.stdout.write(`${JSON.stringify(figures, null, values.json ? 0 : 2)}\n`);
process.exit(0);
