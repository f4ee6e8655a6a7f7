// A workspace's repository is a second form of its history: made from the revisions when it is missing or behind, so
// that it can be lost without loss. The ref refs/pinlight/<n> marks the commit that stands for revision n.
import { access, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { readBlobBytes } from "#lib/services/blob/read-blob.ts";
import { type ChangedFile, type HistoryStep, readHistory } from "#lib/services/revision/read-history.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";
import { gitText, runGit } from "./run-git.ts";

export const MAIN = "refs/heads/main";
const MARKS = "refs/pinlight/";

// Asks the gateway over the descriptors that it handed to git, and says its answer on the pusher's terminal.
const PRE_RECEIVE = `#!/bin/sh
{ printf '%s\\n' "$GIT_QUARANTINE_PATH"; cat; printf '\\n'; } >&3
read -r verdict <&4
cat <&4 >&2
test "$verdict" = ok
`;

const CONFIG: [string, string][] = [
  ["http.receivepack", "true"],
  ["receive.denyDeletes", "true"],
  ["receive.denyNonFastForwards", "true"],
  ["receive.autogc", "false"],
  ["receive.fsckObjects", "true"],
  ["transfer.hideRefs", MARKS.slice(0, -1)],
  ["core.logAllRefUpdates", "false"],
];

export type OpenedRepository = {
  folder: string /** The revision that main stands for; 0: nothing yet. */;
  revision: number;
};

/** The repository with its main at the workspace's head. Call it under the repository's lock. */
export async function openRepository(
  ctx: ServiceContext & { config: { dataDir: string } },
  workspaceId: string,
): Promise<OpenedRepository> {
  const folder = path.join(ctx.config.dataDir, "git", `${workspaceId}.git`);
  await createRepository(folder);
  const at = await revisionOfMain(folder);
  const history = await readHistory(ctx, { workspaceId, after: at });
  if (history.length === 0) return { folder, revision: at };
  await writeCommits(ctx, folder, workspaceId, history, at > 0);
  const revision = history.at(-1)?.number ?? at;
  await markRevision(folder, revision);
  return { folder, revision };
}

/** main stands for this revision from now on. */
export async function markRevision(folder: string, revision: number): Promise<void> {
  await gitText(folder, ["update-ref", `${MARKS}${revision}`, MAIN]);
}

async function createRepository(folder: string): Promise<void> {
  const complete = path.join(folder, "pinlight-complete");
  if (
    await access(complete).then(
      () => true,
      () => false,
    )
  )
    return;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await gitText(folder, ["init", "--bare", "--quiet", "--initial-branch=main", folder]);
  for (const [key, value] of CONFIG) await gitText(folder, ["config", key, value]);
  await mkdir(path.join(folder, "hooks"), { recursive: true });
  await writeFile(path.join(folder, "hooks", "pre-receive"), PRE_RECEIVE, { mode: 0o755 });
  await writeFile(complete, "");
}

async function revisionOfMain(folder: string): Promise<number> {
  const marks = await runGit(folder, ["for-each-ref", "--format=%(refname)", `--points-at=${MAIN}`, MARKS]);
  if (marks.code !== 0) return 0;
  const numbers = marks.stdout.toString("utf8").split("\n").filter(Boolean);
  return Math.max(0, ...numbers.map((name) => Number(name.slice(MARKS.length))));
}

async function writeCommits(
  ctx: ServiceContext,
  folder: string,
  workspaceId: string,
  history: HistoryStep[],
  hasMain: boolean,
): Promise<void> {
  const stream = async function* () {
    let from = hasMain;
    for (const step of history) {
      yield* commitOf(ctx, workspaceId, step, from);
      from = false;
    }
    yield Buffer.from("done\n");
  };
  await gitText(folder, ["fast-import", "--quiet", "--done"], { input: stream() });
}

/** One revision in fast-import's language. `from`: the first commit of the stream goes on from the present main. */
async function* commitOf(
  ctx: ServiceContext,
  workspaceId: string,
  step: HistoryStep,
  from: boolean,
): AsyncGenerator<Buffer> {
  const message = Buffer.from(step.message ?? `Revision ${step.number}`);
  const seconds = Math.floor(step.createdAt.getTime() / 1000);
  const who = step.byName.replace(/[<>\n\0]/g, " ").trim() || "Pinlight";
  yield Buffer.from(
    `commit ${MAIN}\ncommitter ${who} <${step.origin}@pinlight.invalid> ${seconds} +0000\ndata ${message.length}\n`,
  );
  yield message;
  yield Buffer.from(from ? `\nfrom ${MAIN}^0\n` : "\n");
  for (const file of step.files) yield* fileOf(ctx, workspaceId, file);
}

async function* fileOf(ctx: ServiceContext, workspaceId: string, file: ChangedFile): AsyncGenerator<Buffer> {
  const name = quotePath(file.path);
  if (file.sha256 === null) return yield Buffer.from(`D ${name}\n`);
  const bytes = await readBlobBytes(ctx, { workspaceId, sha256: file.sha256 });
  if (!bytes) throw new Error(`the content of ${file.path} is missing in the blob store`);
  yield Buffer.from(`M ${file.mode.toString(8)} inline ${name}\ndata ${bytes.length}\n`);
  yield bytes;
  yield Buffer.from("\n");
}

/** Paths hold no control characters (A5); quotes are the only thing left to escape. */
const quotePath = (name: string) => `"${name.replaceAll('"', '\\"')}"`;
