// Brings a checkout to where its commands can run: dependencies, database client, programs, pages; each only when it is
// stale. Starts at the same time wait for one another.
import path from "node:path";
import { buildPages } from "./build-pages.mjs";
import { bundle } from "./bundle.mjs";
import { generateClient } from "./generate-client.mjs";
import { holdLock } from "./hold-lock.mjs";
import { installDependencies } from "./install-dependencies.mjs";
import { say } from "./say.mjs";

const WAIT_MS = 10 * 60_000;

export const root = path.resolve(import.meta.dirname, "../..");

/** For tools that read the sources as they are. */
export const prepareSources = () => locked(installDependencies, generateClient);

/** For bin/pinlight. */
export const preparePrograms = () => locked(installDependencies, generateClient, bundle);

/** Everything that a start runs. */
export const prepareAll = () => locked(installDependencies, generateClient, bundle, buildPages);

/** @param {...((root: string) => Promise<void>)} steps */
async function locked(...steps) {
  const lock = await holdLock(path.join(root, ".cache/preparing"), {
    waitMs: WAIT_MS,
    onWait: ({ pid }) => say(`· waiting for process ${pid}, which is preparing this checkout …`),
  });
  if ("holder" in lock) {
    throw new Error(`process ${lock.holder.pid} has been preparing this checkout for too long: end it, then start again`);
  }
  try {
    for (const step of steps) await step(root);
  } finally {
    lock.release();
  }
}
