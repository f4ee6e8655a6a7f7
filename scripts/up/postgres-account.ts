// Postgres for root where no user namespace can be had, as in many containers: it runs as an unprivileged account, which
// cannot enter root's folders. So its programs and its data lie in a folder of their own, and the data folder says where.
import { execFileSync } from "node:child_process";
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { Problem } from "./problem.ts";

export type PostgresAccount = { uid: number; gid: number; binaries: string; cluster: string };

/** `cluster`: where the data would lie otherwise; what is there already is moved. Only root can call it. */
export function openPostgresAccount(binaries: string, cluster: string): PostgresAccount {
  const account = findAccount();
  const note = `${cluster}.elsewhere`;
  const shared = sharedFolder();
  const known = readNote(note);
  if (known) return { ...account, binaries: copyPrograms(binaries, shared), cluster: known };
  const folder = mkdtempSync(path.join(shared, "data-"));
  chownSync(folder, account.uid, account.gid);
  const moved = path.join(folder, "postgres");
  if (existsSync(path.join(cluster, "PG_VERSION"))) {
    cpSync(cluster, moved, { recursive: true, verbatimSymlinks: true });
    execFileSync("chown", ["-R", `${account.uid}:${account.gid}`, moved]);
    execFileSync("chmod", ["-R", "go=", moved]);
  }
  writeFileSync(note, `${moved}\n`, { mode: 0o600 });
  return { ...account, binaries: copyPrograms(binaries, shared), cluster: moved };
}

/** What was once moved stays: its files are the account's. Null: nothing was moved, or it is there no more. */
export function readNote(note: string): string | null {
  const cluster = existsSync(note) ? readFileSync(note, "utf8").trim() : "";
  return cluster !== "" && existsSync(path.dirname(cluster)) ? cluster : null;
}

/** `postgres` where the system has it; else `nobody`, which every system has. */
function findAccount(): { uid: number; gid: number } {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "_postgres", "nobody"]) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
    if (uid && gid) return { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 };
  }
  throw new Problem(
    "Postgres does not run as root, and this system has no account for it. Start as an ordinary user, make an account " +
      "named postgres, or set DATABASE_URL.",
  );
}

function sharedFolder(): string {
  const places = ["/var/lib/pinlight", path.join(os.tmpdir(), "pinlight-root")];
  for (const folder of places) {
    try {
      // Others may pass through it, not list it.
      mkdirSync(folder, { recursive: true, mode: 0o711 });
      const found = lstatSync(folder);
      // In a folder that everybody may write to, somebody else may have been there first.
      if (found.isDirectory() && found.uid === 0) return folder;
    } catch {
      // Read-only, or a file: the next.
    }
  }
  throw new Problem(`Postgres does not run as root, and its data can go to none of ${places.join(", ")}.`);
}

/** The folder of the programs for the account: where they are when it may run them there, else a copy. */
function copyPrograms(binaries: string, shared: string): string {
  if (path.basename(path.dirname(binaries)) !== "native") return binaries;
  const prefix = path.dirname(binaries);
  const { version } = JSON.parse(readFileSync(path.join(prefix, "../package.json"), "utf8")) as { version: string };
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
