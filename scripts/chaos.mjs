// `npm run chaos -- [options]`: prepares the clone, then breaks an installation of it. Standard output holds the report alone.
import path from "node:path";
import { PrepareError, prepare } from "./prepare.mjs";

const root = path.resolve(import.meta.dirname, "..");
try {
  // Its viewers need no pages.
  await prepare({ root, pages: false });
} catch (error) {
  if (!(error instanceof PrepareError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
process.env.PINLIGHT_PREPARED = "1";
const { register } = await import("tsx/esm/api");
register();
await import("../chaos/main.ts");
