// What a push changes, path by path, read from the commits before they are accepted. `base` is the content that the
// pusher had: so a push meets the agents' saves as any other writer does (A3).
import { spawn } from "node:child_process";
import { ignoredBecause } from "#lib/core/ignored-paths.ts";
import { AppError } from "#lib/errors.ts";
import type { Change } from "#lib/protocol/agent.ts";
import { type FilePath, pathFault } from "#lib/protocol/ids.ts";
import { limits } from "#lib/protocol/limits.ts";
import { sha256Of, storeBlob } from "#lib/services/blob/store-blob.ts";
import type { ServiceContext } from "#lib/services/service-context.ts";
import { gitEnvironment, gitText } from "./run-git.ts";

export type Push = { folder: string; quarantine: string; before: string | null; after: string };
export type ReadPush = {
  changes: Change[] /** Paths that stay in git alone, each with its reason. */;
  skipped: string[];
};

const NO_OBJECT = /^0+$/;

export function quarantineEnvironment(push: Pick<Push, "folder" | "quarantine">): Record<string, string> {
  if (push.quarantine === "") return {};
  return { GIT_OBJECT_DIRECTORY: push.quarantine, GIT_ALTERNATE_OBJECT_DIRECTORIES: `${push.folder}/objects` };
}

export async function readPush(ctx: ServiceContext, workspaceId: string, push: Push): Promise<ReadPush> {
  const env = quarantineEnvironment(push);
  const before = push.before ?? (await gitText(push.folder, ["hash-object", "-t", "tree", "--stdin"], { env })).trim();
  const raw = await gitText(push.folder, ["diff-tree", "-r", "-z", "--no-renames", "--raw", before, push.after], {
    env,
  });
  const objects = new ObjectReader(push.folder, env);
  const read: ReadPush = { changes: [], skipped: [] };
  try {
    for (const entry of parseRawDiff(raw)) {
      const reason = whySkipped(entry);
      if (reason) read.skipped.push(`${entry.path} ${reason}`);
      else read.changes.push(await changeOf(ctx, workspaceId, objects, entry));
    }
  } finally {
    objects.close();
  }
  return read;
}

type RawEntry = { oldMode: string; newMode: string; oldId: string; newId: string; path: string };

export function parseRawDiff(raw: string): RawEntry[] {
  const fields = raw.split("\0");
  const entries: RawEntry[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [oldMode = "", newMode = "", oldId = "", newId = ""] = (fields[index] ?? "").replace(/^:/, "").split(" ");
    entries.push({ oldMode, newMode, oldId, newId, path: fields[index + 1] ?? "" });
  }
  return entries;
}

function whySkipped({ newMode, oldMode, path }: RawEntry): string | null {
  const fault = pathFault(path);
  if (fault) return fault;
  const ignored = ignoredBecause(path);
  if (ignored) return `never enters a workspace (${ignored})`;
  const mode = newMode === "000000" ? oldMode : newMode;
  if (mode === "120000") return "is a symbolic link";
  return mode === "160000" ? "is a submodule" : null;
}

async function changeOf(
  ctx: ServiceContext,
  workspaceId: string,
  objects: ObjectReader,
  entry: RawEntry,
): Promise<Change> {
  const path = entry.path as FilePath;
  const base = NO_OBJECT.test(entry.oldId) ? null : sha256Of(await objects.read(entry.oldId, path));
  if (NO_OBJECT.test(entry.newId)) return { op: "delete", path, base };
  const bytes = await objects.read(entry.newId, path);
  const { sha256 } = await storeBlob(ctx, { workspaceId, bytes });
  return { op: "put", path, sha256, base, mode: entry.newMode === "100755" ? 0o100755 : 0o100644 };
}

/** `git cat-file --batch`: one process for any number of objects, one at a time. */
class ObjectReader {
  private readonly child;
  private buffered: Buffer = Buffer.alloc(0);
  private readonly chunks: AsyncIterator<Buffer>;

  constructor(folder: string, env: Record<string, string>) {
    this.child = spawn("git", ["--git-dir", folder, "cat-file", "--batch"], {
      env: gitEnvironment(env),
      stdio: ["pipe", "pipe", "ignore"],
    });
    this.child.stdin.on("error", () => undefined);
    this.chunks = this.child.stdout[Symbol.asyncIterator]();
  }

  async read(id: string, path: string): Promise<Buffer> {
    this.child.stdin.write(`${id}\n`);
    let end = this.buffered.indexOf(10);
    for (; end < 0; end = this.buffered.indexOf(10)) await this.more();
    const [, type, length] = this.buffered.subarray(0, end).toString("utf8").split(" ");
    const size = Number(length);
    if (type !== "blob" || !Number.isInteger(size)) throw new Error(`${path}: git has no file ${id}`);
    if (size > limits.fileBytes)
      throw new AppError("too-large", `${path} has ${size} bytes; a file may have at most ${limits.fileBytes}.`);
    while (this.buffered.length < end + 1 + size + 1) await this.more();
    const bytes = Buffer.from(this.buffered.subarray(end + 1, end + 1 + size));
    this.buffered = this.buffered.subarray(end + 1 + size + 1);
    return bytes;
  }

  close(): void {
    this.child.stdin.end();
    this.child.kill();
  }

  private async more(): Promise<void> {
    const next = await this.chunks.next();
    if (next.done) throw new Error("git cat-file ended early");
    this.buffered = Buffer.concat([this.buffered, next.value]);
  }
}
