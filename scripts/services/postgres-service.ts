// The embedded Postgres: its data made once, its process described for the supervisor.
import { type ChildProcess, execFile } from "node:child_process";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { isAlive } from "../prepare/process-identity.mjs";
import { identify } from "../prepare/process-identity.mjs";
import { PlainError } from "../plain-error.ts";
import type { PostgresPrograms } from "./find-postgres.ts";
import { freePort, isFree } from "./free-port.ts";
import type { ProcessSpec } from "./managed-process.ts";
import type { PostgresPlace } from "./postgres-place.ts";

const run = promisify(execFile);
const USER = "pinlight";
const HOST = "127.0.0.1";

export type PostgresService = {
  spec: ProcessSpec;
  /** Of a database on it. The port stays the same through restarts. */
  url(database: string): string;
};

/** Makes the data when there is none; then only describes how to run it. Throws PlainError for data of another version. */
export async function preparePostgres(
  programs: PostgresPrograms,
  place: PostgresPlace,
  password: string,
): Promise<PostgresService> {
  if (!existsSync(path.join(place.dataDir, "PG_VERSION"))) await initialise(programs, place, password);
  const made = readFileSync(path.join(place.dataDir, "PG_VERSION"), "utf8").trim();
  if (Number(made) !== programs.major) {
    throw new PlainError(
      `The data folder's database was made by Postgres ${made}, and Postgres ${programs.major} is here ` +
        `(${programs.source}): use the one that made it, or another data folder.`,
    );
  }
  await endLeftover(place.dataDir);
  let port = await freePort();
  let started = false;
  const url = (database: string) =>
    `postgresql://${USER}:${encodeURIComponent(password)}@${HOST}:${port}/${encodeURIComponent(database)}`;
  const spec: ProcessSpec = {
    name: "postgres",
    async command() {
      await endLeftover(place.dataDir);
      // Everybody knows this address from the first start on, so only then may it still move.
      if (!started && !(await isFree(port, HOST))) port = await freePort();
      const command = place.as(path.join(place.binDir, "postgres"), ["-D", place.dataDir, ...settings(port)]);
      return { ...command, env: { ...process.env, PGDATA: undefined, PGPORT: undefined, LC_ALL: "C" } };
    },
    async whenReady(_child: ChildProcess, signal: AbortSignal) {
      await waitUntilItAnswers(() => url("postgres"), signal);
      started = true;
    },
    signalPid: () => runningPid(place.dataDir),
    // Fast shutdown: ends its sessions, writes a checkpoint.
    stopSignal: "SIGINT",
  };
  return { spec, url };
}

function settings(port: number): string[] {
  const values = {
    port,
    listen_addresses: HOST,
    unix_socket_directories: "",
    max_connections: 200,
    timezone: "UTC",
    log_timezone: "UTC",
    // Planning a short query natively takes longer than the query.
    jit: "off",
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

async function initialise(programs: PostgresPrograms, place: PostgresPlace, password: string): Promise<void> {
  // Beside it, renamed when complete: a start that is ended half-way leaves nothing that looks like data.
  const half = `${place.dataDir}.new`;
  rmSync(half, { recursive: true, force: true });
  const passwordFile = `${place.dataDir}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  place.hand(passwordFile);
  const locale = programs.major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : [];
  const words = ["-D", half, "-U", USER, `--pwfile=${passwordFile}`, "--auth=scram-sha-256", "--encoding=UTF8"];
  const { program, args, ...account } = place.as(path.join(place.binDir, "initdb"), [...words, "--locale=C", ...locale]);
  try {
    await run(program, args, { ...account, env: { ...process.env, LC_ALL: "C" } });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    rmSync(half, { recursive: true, force: true });
    throw new Error(`Postgres could not make its data: ${(stderr || message).trim()}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  rmSync(place.dataDir, { recursive: true, force: true });
  renameSync(half, place.dataDir);
}

/** Ends a server that a killed start left on this data: two on the same data would ruin it, and Postgres refuses. */
async function endLeftover(dataDir: string): Promise<void> {
  const pid = runningPid(dataDir);
  const identity = pid === null ? null : identify(pid);
  if (!identity) return;
  process.kill(identity.pid, "SIGINT");
  for (let waited = 0; isAlive(identity); waited += 20) {
    if (waited === 8_000) process.kill(identity.pid, "SIGQUIT");
    if (waited > 15_000) throw new Error(`Postgres of an earlier start (process ${identity.pid}) does not end`);
    await pause(20);
  }
}

/** Of the server that runs on this data, by the file that it writes; null when none does. */
function runningPid(dataDir: string): number | null {
  let lines: string[];
  try {
    lines = readFileSync(path.join(dataDir, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return null;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1) return null;
  // After a crash of the machine the number may be another program's.
  const command = commandOf(pid);
  return command === null || command.includes("postgres") ? pid : null;
}

function commandOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return null;
  }
}

async function waitUntilItAnswers(url: () => string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const client = new pg.Client({ connectionString: url(), connectionTimeoutMillis: 5_000 });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.query("SELECT 1");
      return;
    } catch {
      await pause(20);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  throw new Error("given up");
}
