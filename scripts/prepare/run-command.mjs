// What bin/pinlight does once Node is new enough: prepare, then run the built command line.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { explainFailure } from "./explain-failure.mjs";
import { preparePrograms, root } from "./prepare.mjs";
import { say } from "./say.mjs";

/** @param {string[]} words */
export async function runCommand(words) {
  try {
    await preparePrograms();
    const { main } = await import(pathToFileURL(path.join(root, "dist/cli.mjs")).href);
    await main(words);
  } catch (error) {
    say(`pinlight: ${explainFailure(error)}`);
    process.exit(1);
  }
}
