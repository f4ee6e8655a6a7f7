// Where Postgres lies and as whom it runs. It refuses to run as root; for root there are two ways.
//
// - In a user namespace made by bubblewrap: inside, it is user 1000; outside, its files are root's. Nothing has to be
//   moved, even when checkout and data folder lie where only root may enter.
// - Where no user namespace can be had (in many containers): as an unprivileged account of the system. That one cannot
//   enter root's folders, so programs and data lie in a folder of their own; the data folder says which.
import { execFile, execFileSync } from "node:child_process";
import { chownSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync } from "node:fs";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { PlainError } from "../plain-error.ts";
import type { PostgresPrograms } from "./find-postgres.ts";

const run = promisify(execFile);

export type PostgresPlace = {
  binDir: string;
  dataDir: string;
  /** How to run one of its programs as the right user. */
  as(program: string, args: string[]): { program: string; args: string[]; uid?: number; gid?: number };
  /** Makes a file readable for that user. */
  hand(file: string): void;
  detail: string;
};

/** `dataDir`: of Postgres alone. `note`: file that remembers a folder elsewhere. `bwrap`: null when there is none. */
export async function findPlace(
  programs: PostgresPrograms,
  { dataDir, note, bwrap }: { dataDir: string; note: string; bwrap: string | null },
): Promise<PostgresPlace> {
  if (process.getuid?.() !== 0) return ownPlace(programs, dataDir);
  // What was once moved to an account stays there: the files are that account's.
  if (!existsSync(note) && bwrap && (await opensUserNamespace(bwrap))) return namespacePlace(programs, dataDir, bwrap);
  return accountPlace(programs, dataDir, note);
}

function ownPlace({ binDir }: PostgresPrograms, dataDir: string): PostgresPlace {
  return { binDir, dataDir, as: (program, args) => ({ program, args }), hand: () => undefined, detail: "as this user" };
}

const namespace = ["--unshare-user", "--uid", "1000", "--gid", "1000", "--dev-bind", "/", "/"];

function namespacePlace({ binDir }: PostgresPrograms, dataDir: string, bwrap: string): PostgresPlace {
  return {
    ...{ binDir, dataDir, hand: () => undefined },
    as: (program, args) => ({ program: bwrap, args: [...namespace, "--", program, ...args] }),
    detail: "in a user namespace, over root's files",
  };
}

async function opensUserNamespace(bwrap: string): Promise<boolean> {
  const tried = run(bwrap, [...namespace, "--", "/bin/sh", "-c", 'test "$(id -u)" = 1000'], { timeout: 10_000 });
  return tried.then(
    () => true,
    () => false,
  );
}

function accountPlace(programs: PostgresPrograms, dataDir: string, note: string): PostgresPlace {
  const account = findAccount();
  const hand = (file: string) => chownSync(file, account.uid, account.gid);
  const shared = sharedFolder();
  const binDir = programs.prefix ? copyPrograms(programs.prefix, programs.version, shared) : programs.binDir;
  const moved = existsSync(note) ? (JSON.parse(readFileSync(note, "utf8")) as { dataDir: string }).dataDir : null;
  const place = {
    ...{ binDir, hand },
    as: (program: string, args: string[]) => ({ program, args, uid: account.uid, gid: account.gid }),
    detail: `as the account ${account.name}`,
  };
  if (moved && existsSync(moved)) return { ...place, dataDir: moved };
  const folder = mkdtempSync(path.join(shared, "data-"));
  hand(folder);
  const home = path.join(folder, "postgres");
  if (existsSync(dataDir)) {
    cpSync(dataDir, home, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    execFileSync("chown", ["-R", `${account.uid}:${account.gid}`, home]);
    execFileSync("chmod", ["-R", "go=", home]);
  }
  writeFileSync(note, `${JSON.stringify({ dataDir: home })}\n`, { mode: 0o600 });
  return { ...place, dataDir: home };
}

/** `postgres` where the system has it; else `nobody`, which every system has. */
function findAccount(): { name: string; uid: number; gid: number } {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "_postgres", "nobody"]) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
    if (uid && gid) return { name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 };
  }
  throw new PlainError(
    "Postgres does not run as root, and there is no other account for it: run this as an ordinary user, make an " +
      "account `postgres`, or set DATABASE_URL.",
  );
}

function sharedFolder(): string {
  const wanted = ["/var/lib/pinlight", path.join(os.tmpdir(), "pinlight-root")];
  for (const folder of wanted) {
    try {
      // Others may pass through it, not list it.
      mkdirSync(folder, { recursive: true, mode: 0o711 });
      // In a folder that everybody may write to, somebody else may have been there first.
      const found = lstatSync(folder);
      if (found.uid === 0 && found.isDirectory()) return folder;
    } catch {}
  }
  throw new PlainError(`Postgres does not run as root, and its data can go to none of ${wanted.join(", ")}.`);
}

function copyPrograms(prefix: string, version: string, shared: string): string {
  const target = path.join(shared, `postgres-${version}`);
  if (!existsSync(target)) {
    const half = mkdtempSync(`${target}-`);
    // Links between the libraries stay links within the copy.
    cpSync(prefix, path.join(half, "native"), { recursive: true, verbatimSymlinks: true });
    execFileSync("chmod", ["-R", "a+rX", half]);
    try {
      renameSync(half, target);
    } catch (error) {
      rmSync(half, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    }
  }
  return path.join(target, "native/bin");
}
