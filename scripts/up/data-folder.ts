// Everything that a start keeps lies in one folder: databases, blobs, secrets, logs. One supervisor at a time owns it.
import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Problem } from "./problem.ts";
import { startOf } from "./processes.ts";

/** Raised when an older Pinlight could not work on a folder that this one wrote. */
const VERSION = 1;

/** `folder`: the one that is synced to it, so that another folder of the same name gets another workspace. */
export type WorkspaceSecrets = { folder: string | null; shareToken: string; agentToken: string; ownerToken: string };
export type Secrets = {
  postgresPassword: string;
  redisPassword: string;
  cookieSecret: string;
  workspaces: Record<string, WorkspaceSecrets>;
};
export type DataFolder = {
  path: string;
  run: string;
  logs: string;
  secrets: Secrets;
  /** The workspace of this start, by its slug. */
  slug: string;
  release(): Promise<void>;
};

/** `synced`: the folder whose workspace is needed (null: none); its tokens are made once and stay the same. */
export async function openDataFolder(folder: string, synced: string | null): Promise<DataFolder> {
  const [run, logs] = [path.join(folder, "run"), path.join(folder, "logs")];
  for (const each of [folder, run, logs]) await mkdir(each, { recursive: true, mode: 0o700 });
  const release = await own(folder);
  try {
    await checkVersion(folder);
    const { secrets, slug } = await readSecrets(folder, synced);
    return { path: folder, run, logs, secrets, slug, release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function own(folder: string): Promise<() => Promise<void>> {
  const file = path.join(folder, "owner");
  const mine = JSON.stringify({ pid: process.pid, started: await startOf(process.pid) });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const handle = await open(file, "wx", 0o600);
      await handle.writeFile(mine).finally(() => handle.close());
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const { pid, started } = parse(await readFile(file, "utf8").catch(() => "{}"));
    if (pid && started && (await startOf(pid)) === started) {
      throw new Problem(
        `${folder} is in use by process ${pid}. Stop that one, or choose another folder with --data DIR.`,
      );
    }
    await rm(file, { force: true });
  }
  throw new Problem(`${folder} is being started by somebody else at this moment.`);
}

async function checkVersion(folder: string): Promise<void> {
  const file = path.join(folder, "version");
  const written = await readFile(file, "utf8").catch(() => null);
  if (written === null) return writeFile(file, `${VERSION}\n`, { mode: 0o600 });
  if (!(Number(written) <= VERSION)) {
    throw new Problem(
      `${folder} was written by a newer Pinlight (version ${written.trim()}, this one knows ${VERSION}). Upgrade, or choose another folder with --data DIR.`,
    );
  }
}

async function readSecrets(folder: string, synced: string | null): Promise<{ secrets: Secrets; slug: string }> {
  const file = path.join(folder, "secrets.json");
  const known: Secrets = {
    ...{ postgresPassword: secret(), redisPassword: secret(), cookieSecret: secret(), workspaces: {} },
    ...(JSON.parse(await readFile(file, "utf8").catch(() => "{}")) as Partial<Secrets>),
  };
  const slug = slugFor(synced, known.workspaces);
  known.workspaces[slug] ??= { folder: synced, shareToken: secret(), agentToken: secret(), ownerToken: secret() };
  const beside = `${file}.new`;
  await writeFile(beside, `${JSON.stringify(known, null, 2)}\n`, { mode: 0o600 });
  await rename(beside, file);
  return { secrets: known, slug };
}

/** The folder's own name, with a number behind it where another folder of that name has the workspace. */
function slugFor(synced: string | null, workspaces: Secrets["workspaces"]): string {
  const name = synced === null ? "workspace" : path.basename(synced);
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 50);
  const first = plain.replace(/-+$/, "") || "workspace";
  for (let number = 1; ; number += 1) {
    const slug = number === 1 ? first : `${first}-${number}`;
    const holder = workspaces[slug];
    if (!holder || holder.folder === synced) return slug;
  }
}

const secret = () => randomBytes(24).toString("base64url");

function parse(text: string): { pid?: number; started?: string } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
