// What this agent last had acknowledged, per server, workspace and folder: the base of every change, and the only licence
// to delete (A4). One header line and one line for each commit, appended after its answer, so that a save in a large tree
// writes little. A torn last line is left out; the agent then learns of that commit by comparing.
import { createHash, randomUUID } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { FilePath, Sha256 } from "#lib/protocol/ids.ts";
import type { FileState } from "./read-local-file.ts";

export type StateKey = { server: string; workspace: string; folder: string };

const Header = z.object({
  version: z.literal(1),
  server: z.string(),
  workspace: z.string(),
  folder: z.string(),
  agentId: z.string().min(1),
  /** The server's epoch that the lines belong to; null: nothing was acknowledged yet. */
  epoch: z.string().nullable(),
});
const Line = z.object({ set: z.array(z.tuple([FilePath, Sha256, z.int()])), gone: z.array(FilePath) });

export class AcknowledgedState {
  readonly files = new Map<FilePath, FileState>();
  private readonly file: string;
  private header: z.infer<typeof Header>;
  private handle: number | null = null;

  private constructor(file: string, header: z.infer<typeof Header>) {
    this.file = file;
    this.header = header;
  }

  /** Reads what is there; a file that is damaged or belongs to something else counts as none. Throws if not writable. */
  static open(stateFolder: string, key: StateKey): AcknowledgedState {
    mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
    const name = createHash("sha256")
      .update(JSON.stringify([key.server, key.workspace, key.folder]))
      .digest("hex");
    const file = join(stateFolder, `sync-${name.slice(0, 24)}.ndjson`);
    const fresh = { version: 1 as const, ...key, agentId: randomUUID(), epoch: null };
    const state = new AcknowledgedState(file, fresh);
    state.load(key);
    state.rewrite();
    return state;
  }

  get agentId(): string {
    return this.header.agentId;
  }

  /** What was acknowledged under another epoch is void: the workspace is not the one that it was. Returns whether it was. */
  begin(epoch: string): boolean {
    if (this.header.epoch === epoch) return false;
    const wasKnown = this.header.epoch !== null;
    this.header = { ...this.header, epoch };
    this.files.clear();
    this.rewrite();
    return wasKnown;
  }

  record(set: Iterable<[FilePath, FileState]>, gone: Iterable<FilePath>): void {
    const line: z.infer<typeof Line> = { set: [], gone: [...gone] };
    for (const [path, { sha256, mode }] of set) {
      line.set.push([path, sha256, mode]);
      this.files.set(path, { sha256, mode });
    }
    for (const path of line.gone) this.files.delete(path);
    if (line.gone.length === 0 && line.set.length === 0) return;
    this.handle ??= openSync(this.file, "a", 0o600);
    writeSync(this.handle, `${JSON.stringify(line)}\n`);
  }

  close(): void {
    if (this.handle !== null) closeSync(this.handle);
    this.handle = null;
  }

  private load(key: StateKey): void {
    const [first, ...lines] = readLines(this.file);
    const header = Header.safeParse(first);
    if (!header.success) return;
    const { server, workspace, folder } = header.data;
    if (server !== key.server || workspace !== key.workspace || folder !== key.folder) return;
    this.header = header.data;
    for (const text of lines) {
      const line = Line.safeParse(text);
      if (!line.success) return;
      for (const [path, sha256, mode] of line.data.set) this.files.set(path, { sha256, mode });
      for (const path of line.data.gone) this.files.delete(path);
    }
  }

  /** One header and at most one line, in place of the old file at once. */
  private rewrite(): void {
    this.close();
    const set = [...this.files].map(([path, { sha256, mode }]) => [path, sha256, mode]);
    const lines = this.files.size === 0 ? [this.header] : [this.header, { set, gone: [] }];
    const temporary = `${this.file}.${process.pid}.new`;
    writeFileSync(temporary, lines.map((line) => `${JSON.stringify(line)}\n`).join(""), { mode: 0o600 });
    renameSync(temporary, this.file);
  }
}

function readLines(file: string): unknown[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  return text.split("\n").map((line) => {
    try {
      return JSON.parse(line);
    } catch {
      return undefined;
    }
  });
}
