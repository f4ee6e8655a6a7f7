// A Postgres and a Valkey for tests and experiments: new, empty, in a temporary folder, gone afterwards.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { findPython } from "#lib/sandbox/find-python.ts";
import { findProject } from "../find-project.ts";
import { findBwrap } from "./find-bwrap.ts";
import { findPostgres } from "./find-postgres.ts";
import { findValkey } from "./find-valkey.ts";
import { ManagedProcess } from "./managed-process.ts";
import { findPlace } from "./postgres-place.ts";
import { preparePostgres } from "./postgres-service.ts";
import { ServiceLog } from "./service-log.ts";
import { prepareValkey } from "./valkey-service.ts";

export type TestServices = { databaseUrl: string; redisUrl: string; python: string; stop(): Promise<void>; kill(): void };

export async function startTestServices(): Promise<TestServices> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "pinlight-services-"));
  const python = (await findPython(process.env.PINLIGHT_PYTHON)).executable;
  const places = { python, cacheDir: path.join(findProject(), ".cache") };
  const [{ program: bwrap }, postgresPrograms, valkeyProgram] = await Promise.all([
    findBwrap(places),
    findPostgres(),
    findValkey(places),
  ]);
  const note = path.join(folder, "postgres.json");
  const place = await findPlace(postgresPrograms, { dataDir: path.join(folder, "postgres"), note, bwrap });
  const password = randomBytes(16).toString("hex");
  const postgres = await preparePostgres(postgresPrograms, place, password);
  const valkey = await prepareValkey(valkeyProgram, { folder: path.join(folder, "valkey"), password });
  const logs = (name: string) => new ServiceLog(path.join(folder, `${name}.log`));
  const processes = [postgres.spec, valkey.spec].map((spec) => new ManagedProcess(spec, logs(spec.name)));
  const clean = () => {
    for (const one of [folder, place.dataDir]) rmSync(one, { recursive: true, force: true });
  };
  await Promise.all(processes.map((one) => one.start()));
  return {
    ...{ databaseUrl: postgres.url("postgres"), redisUrl: valkey.url(), python },
    async stop() {
      await Promise.all(processes.map((one) => one.stop()));
      clean();
    },
    kill() {
      for (const one of processes) one.kill();
      clean();
    },
  };
}
