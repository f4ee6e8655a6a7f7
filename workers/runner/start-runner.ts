import type { Context } from "#lib/context.ts";
import type { SandboxDriver, SandboxLimits } from "#lib/sandbox/port.ts";
import { releaseLeases, renewLeases } from "#lib/services/run/partition-leases.ts";
import { every } from "../every.ts";
import { PartitionWorkers } from "./partition-workers.ts";
import { Runner } from "./runner.ts";

const TICK_MS = 1_000;

/** A whole runner in this process; returns what stops it. */
export async function startRunner(
  context: Context,
  options: { driver: SandboxDriver; limits: SandboxLimits; holder: string },
): Promise<() => Promise<void>> {
  const { driver, limits, holder } = options;
  const { config, log } = context;
  await driver.sweep();
  const runner = new Runner({
    ...{ ctx: context, driver, limits, log },
    ...{ blockMs: config.blockMs, idleKernelMs: config.idleKernelMs, idleSandboxMs: config.idleSandboxMs },
  });
  const workers = new PartitionWorkers({
    ...{ holder, log, redisUrl: config.redisUrl },
    work: (documentId, lease) => runner.runDocument(documentId, lease),
  });
  const warn = (what: string) => (error: Error) => log.warn({ error: error.message }, what);
  const reconsider = () => runner.reconsider();
  const stopListening = await context.nudges.onControl(
    () => void reconsider().catch(warn("could not look at the runs")),
  );
  const lead = async () =>
    workers.follow(await renewLeases(context, { holder, sandbox: driver.name, releasable: workers.idle() }));
  await lead().catch(warn("could not take partitions yet"));
  const stopLoops = [
    every(TICK_MS, lead, warn("could not renew the leases")),
    every(TICK_MS, reconsider, warn("could not look at the runs")),
    every(10 * TICK_MS, () => runner.retireIdle(Date.now()), warn("could not end what is idle")),
  ];
  return async () => {
    await Promise.allSettled([stopListening(), ...stopLoops.map((stop) => stop())]);
    await workers.close();
    await runner.stop();
    await releaseLeases(context, { holder });
  };
}
