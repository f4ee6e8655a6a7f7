// Everything that a start keeps lies in one folder: databases, blobs, secrets, logs. One supervisor at a time owns it.
import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Problem } from "./problem.ts";
import { startOf } from "./processes.ts";

/** Raised when an older Pinlight could not work on a folder that this one wrote. */
const VERSION = 1;

export type WorkspaceSecrets = { shareToken: string; agentToken: string; ownerToken: string };
export type Secrets = {
  postgresPassword: string;
  redisPassword: string;
  cookieSecret: string;
  workspaces: Record<string, WorkspaceSecrets>;
};
export type DataFolder = { path: string; run: string; logs: string; secrets: Secrets; release(): Promise<void> };

/** `slug`: the workspace whose tokens are needed; made at its first start, the same at later ones. */
export async function openDataFolder(folder: string, slug: string): Promise<DataFolder> {
  const [run, logs] = [path.join(folder, "run"), path.join(folder, "logs")];
  for (const each of [folder, run, logs]) await mkdir(each, { recursive: true, mode: 0o700 });
  const release = await own(folder);
  try {
    await checkVersion(folder);
    return { path: folder, run, logs, secrets: await readSecrets(folder, slug), release };
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

async function readSecrets(folder: string, slug: string): Promise<Secrets> {
  const file = path.join(folder, "secrets.json");
  const known: Secrets = {
    ...{ postgresPassword: secret(), redisPassword: secret(), cookieSecret: secret(), workspaces: {} },
    ...(JSON.parse(await readFile(file, "utf8").catch(() => "{}")) as Partial<Secrets>),
  };
  known.workspaces[slug] ??= { shareToken: secret(), agentToken: secret(), ownerToken: secret() };
  const beside = `${file}.new`;
  await writeFile(beside, `${JSON.stringify(known, null, 2)}\n`, { mode: 0o600 });
  await rename(beside, file);
  return known;
}

const secret = () => randomBytes(24).toString("base64url");

function parse(text: string): { pid?: number; started?: string } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
