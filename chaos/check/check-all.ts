// Whether everything is as it has to be, asked again and again until it is: a service that was broken may take its time,
// and then has to be right in every part at once.
import path from "node:path";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { Installation } from "../installation.ts";
import type { Viewer } from "../viewer/viewer.ts";
import { checkPins } from "./check-pins.ts";
import { checkQuiet } from "./check-quiet.ts";
import { checkResults, type FreshRuns, runAllFresh } from "./check-results.ts";
import { checkTree } from "./check-tree.ts";
import { checkViewer, type FreshViews, loadFreshViews } from "./check-views.ts";
import { FreshClient } from "./fresh-client.ts";

const DEADLINE_MS = 90_000;
const AGAIN_MS = 250;

export type CheckOptions = {
  installation: Installation;
  viewers: Viewer[];
  /** A folder that is not there yet, for copies of the final tree. */
  copy: string;
  spared: () => Promise<ReadonlySet<FilePath>>;
};

/** What is still wrong at the deadline: nothing, when all is well. */
export async function checkAll(options: CheckOptions): Promise<string[]> {
  let runs: FreshRuns | null = null;
  const freshRuns = async (fresh: FreshViews) => {
    // Nobody writes to the tree any more, so one run of each document is enough.
    runs ??= await runAllFresh(options.installation.tree, options.copy, fresh.keys());
    return runs;
  };
  return untilNone(() => check(options, freshRuns));
}

/** Asks until the answer is that nothing is wrong, or until the deadline. What cannot be asked is wrong. */
export async function untilNone(ask: () => Promise<string[]>): Promise<string[]> {
  for (const end = Date.now() + DEADLINE_MS; ; await pause(AGAIN_MS)) {
    const faults = await ask().catch((error: Error) => [`cannot be asked: ${error.message}`]);
    if (faults.length === 0 || Date.now() > end) return faults;
  }
}

async function check(
  { installation, viewers, spared }: CheckOptions,
  freshRuns: (fresh: FreshViews) => Promise<FreshRuns>,
): Promise<string[]> {
  const early = [...(await checkTree(installation)), ...(await checkQuiet(installation))];
  if (early.length > 0) return early;
  const client = await connectFresh(installation);
  try {
    const fresh = await loadFreshViews(client);
    const faults = viewers.flatMap((viewer) => checkViewer(viewer, client, fresh));
    faults.push(...(await checkPins(installation, viewers)));
    if (faults.length > 0) return faults;
    return checkResults(fresh, await freshRuns(fresh), await spared());
  } finally {
    client.close();
  }
}

export async function connectFresh(installation: Installation): Promise<FreshClient> {
  const [port = 0] = installation.gatewaysInTurn();
  return FreshClient.connect({ port, token: installation.shareToken, slug: installation.slug });
}

/** A copy's place for each round of checks. */
export const copyFolder = (base: string, round: string) => path.join(base, `fresh-${round}`);

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
