// `npm run bench -- NAME [options]`: prepares the clone, then measures. Standard output holds the figures alone.
import path from "node:path";
import { PrepareError, prepare } from "./prepare.mjs";

const root = path.resolve(import.meta.dirname, "..");
try {
  // The executor is measured alone.
  await prepare({ root, pages: process.argv[2] !== "executor" });
} catch (error) {
  if (!(error instanceof PrepareError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
process.env.PINLIGHT_PREPARED = "1";
const { register } = await import("tsx/esm/api");
register();
await import("../bench/main.ts");
