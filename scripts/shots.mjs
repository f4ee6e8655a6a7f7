// `npm run shots [-- FOLDER]`: pictures of every page × phone, laptop, wall × light, dark, for people to look at.
// `npm run shots -- --record`: the recording that README shows.
import path from "node:path";
import { PrepareError, prepare } from "./prepare.mjs";

const root = path.resolve(import.meta.dirname, "..");
try {
  await prepare({ root, pages: true });
} catch (error) {
  if (!(error instanceof PrepareError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
process.env.PINLIGHT_PREPARED = "1";
const { register } = await import("tsx/esm/api");
register();
if (process.argv[2] === "--record") {
  const { record } = await import("../e2e/shots/record.ts");
  await record({ root, to: path.join(root, "docs/images/follow-and-pin.webp") });
} else {
  const { takeShots } = await import("../e2e/shots/take-shots.ts");
  await takeShots({ root, folder: path.resolve(process.argv[2] ?? path.join(root, "shots")) });
}
