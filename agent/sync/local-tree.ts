// The folder as the agent believes it to be. Events are hints, hashes are truth: a hint makes it read a path, and only what
// was read changes the belief. What could be half of a save does not: a file that vanished must be missing twice, 100 ms
// apart, a file that became empty must stay so for 100 ms, and a file that changes while it is read is read again.
import { createHash } from "node:crypto";
import { lstatSync, readFileSync, type Stats } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { addToRoot, EMPTY_ROOT, foldersOf, removeFromRoot, rootText } from "#lib/core/tree-root.ts";
import type { HelloAnswer } from "#lib/protocol/agent.ts";
import { type FilePath, pathFault, type Sha256 } from "#lib/protocol/ids.ts";
import { AgentStopped } from "./agent-event.ts";
import { type IgnoreRules, isIgnoreFile } from "./ignore-rules.ts";
import { type FileReading, type FileState, type LocalFile, readLocalFile } from "./read-local-file.ts";
import { scanTree } from "./scan-tree.ts";

export type LocalLimits = Pick<
  z.infer<typeof HelloAnswer>["limits"],
  "fileBytes" | "workspaceFiles" | "workspaceBytes" | "inlineFileBytes" | "inlineCommitBytes" | "commitChanges"
>;

/** What the tree asks of and tells its owner. Disk paths are relative to the root, as they are on the disk. */
export type TreeOwner = {
  watchFolder(disk: string): void;
  unwatchFolder(disk: string): void;
  lookAgain(disk: string, afterMs: number): void;
  skipped(path: string, because: string): void;
  note(path: string, message: string): void;
};

/** How long something may look like the middle of a save. */
export const doubtMs = 100;

const MANY_PATHS = 200;
const OLD_EMPTY_MS = 1000;

export class LocalTree {
  readonly files = new Map<FilePath, LocalFile>();
  /** Files that are there but cannot be sent: neither changed nor deleted at the server. */
  readonly held = new Set<FilePath>();
  /** Files that were missing once, and since when. */
  readonly missing = new Map<FilePath, number>();
  root = EMPTY_ROOT;
  totalBytes = 0;
  limits: LocalLimits;
  private readonly folder: string;
  private readonly rules: IgnoreRules;
  private readonly owner: TreeOwner;
  private readonly folders = new Map<string, number>();
  private readonly emptied = new Map<FilePath, number>();
  private readonly unsettled = new Map<FilePath, number>();
  private readonly links = new Map<string, Set<string>>();
  private readonly said = new Set<string>();
  private readonly fresh = new Map<Sha256, Buffer>();
  private freshBytes = 0;
  private changed = new Set<FilePath>();
  private rulesChanged = false;

  /** `folder` is a real path. `known`: what is believed before anything was read. */
  constructor(
    folder: string,
    rules: IgnoreRules,
    limits: LocalLimits,
    owner: TreeOwner,
    known: Iterable<[FilePath, FileState]> = [],
  ) {
    this.folder = folder;
    this.rules = rules;
    this.limits = limits;
    this.owner = owner;
    for (const [path, state] of known) this.set(path, { ...state, size: 0, stamp: "", racy: true, disk: path });
    this.changed.clear();
  }

  /** A file, or a folder that holds some. */
  knows(path: FilePath): boolean {
    return this.files.has(path) || this.folders.has(path);
  }

  /** The paths whose files changed since this was last asked. */
  takeChanged(): Set<FilePath> {
    const changed = this.changed;
    this.changed = new Set();
    return changed;
  }

  /** The bytes of a small file that was read just now. */
  freshContent(sha256: Sha256): Buffer | undefined {
    return this.fresh.get(sha256);
  }

  forgetFresh(): void {
    this.fresh.clear();
    this.freshBytes = 0;
  }

  /** Reads the whole folder; what was read before and has an equal stat is not read again, unless it was hinted at. */
  async scan(now: number, hinted: ReadonlySet<string> = new Set()): Promise<void> {
    this.rulesChanged = false;
    await this.scanFrom("", now, hinted);
    // Rules that came to light within the walk may judge what was walked before.
    if (this.rulesChanged) await this.scan(now);
  }

  /** Reads what the hints name. */
  async look(hints: ReadonlySet<string>, now: number): Promise<void> {
    if (hints.size > MANY_PATHS) return this.scan(now, hints);
    this.rulesChanged = false;
    const all = new Set([...hints].flatMap((disk) => [disk, ...(this.links.get(disk) ?? [])]));
    // Ignore files first: they judge what came with them.
    const ordered = [...all].sort((a, b) => Number(isIgnoreFile(b)) - Number(isIgnoreFile(a)));
    for (const disk of ordered) await this.lookAt(disk, now);
    if (this.rulesChanged) await this.scan(now, hints);
  }

  private async lookAt(disk: string, now: number): Promise<void> {
    if (disk === "") return this.scanFrom("", now, new Set());
    const path = disk.normalize("NFC") as FilePath;
    const found = statOf(join(this.folder, disk));
    if (found === "hidden") return;
    if (!found) {
      if (isIgnoreFile(disk) && !this.files.has(path)) this.setRules(disk, null);
      this.owner.unwatchFolder(disk);
      return this.missingAt(path, now);
    }
    if (this.rules.because(path, found.isDirectory())) {
      if (isIgnoreFile(disk)) this.setRules(disk, this.readText(disk));
      return this.drop(path);
    }
    if (found.isDirectory()) return this.scanFrom(disk, now, new Set());
    await this.readPath(disk, now, false);
    if (this.folders.has(path)) for (const file of this.below(path)) this.missingOne(file, now);
  }

  private async scanFrom(from: string, now: number, hinted: ReadonlySet<string>): Promise<void> {
    const seen = new Set<string>();
    const unreadable: string[] = [];
    await scanTree(this.folder, from, {
      rules: this.rules,
      onFolder: (disk) => this.owner.watchFolder(disk),
      onFile: async (disk) => {
        seen.add(disk.normalize("NFC"));
        await this.readPath(disk, now, !hinted.has(disk));
      },
      onIgnoreFile: (disk, isThere) => this.meetIgnoreFile(disk, isThere),
      onUnreadable: (disk, code) => {
        unreadable.push(disk.normalize("NFC"));
        this.skip(disk, `cannot be listed (${code})`);
      },
      onSkipped: (disk, because) => this.skip(disk, because),
    });
    const path = from.normalize("NFC");
    // The folder itself may stand where a file stood.
    const here = this.files.has(path as FilePath) ? [path as FilePath] : [];
    for (const file of [...here, ...this.below(path)]) {
      if (seen.has(file) || unreadable.some((folder) => folder === "" || file.startsWith(`${folder}/`))) continue;
      if (this.rules.because(file, false)) this.remove(file);
      else this.missingOne(file, now);
    }
  }

  private async readPath(disk: string, now: number, trustStamp: boolean): Promise<void> {
    const path = this.pathOf(disk);
    if (path === null) return;
    const known = this.files.get(path);
    const reading = await readLocalFile(this.folder, disk, {
      maxBytes: this.limits.fileBytes,
      keepBytes: this.limits.inlineFileBytes,
      known: trustStamp && known?.disk === disk ? known : undefined,
      ignoredBecause: (target) => this.rules.because(target, false),
    });
    this.take(path, disk, reading, now);
  }

  private take(path: FilePath, disk: string, reading: FileReading, now: number): void {
    if (reading.kind !== "unsettled") this.unsettled.delete(path);
    switch (reading.kind) {
      case "missing":
        return this.missingOne(path, now);
      case "unsettled":
        return this.readLater(path, disk);
      case "skipped":
        this.missing.delete(path);
        this.held.add(path);
        return this.skip(disk, reading.because);
      case "folder":
        return;
      case "same":
        this.missing.delete(path);
        return;
      case "file":
        return this.accept(path, reading, now);
    }
  }

  private accept(path: FilePath, reading: FileReading & { kind: "file" }, now: number): void {
    const { file, bytes, linkedTo } = reading;
    this.missing.delete(path);
    if (this.held.delete(path)) this.unsay(path);
    if (linkedTo !== null) this.links.set(linkedTo, (this.links.get(linkedTo) ?? new Set()).add(file.disk));
    if (this.mayBeHalfWritten(path, reading, now)) return;
    this.emptied.delete(path);
    const known = this.files.get(path);
    this.set(path, file);
    if (bytes && this.freshBytes + bytes.length <= this.limits.inlineCommitBytes && !this.fresh.has(file.sha256)) {
      this.fresh.set(file.sha256, bytes);
      this.freshBytes += bytes.length;
    }
    if (known?.sha256 === file.sha256 && known.mode === file.mode) return;
    if (isIgnoreFile(path)) this.setRules(file.disk, bytes?.toString("utf8") ?? this.readText(file.disk));
  }

  private mayBeHalfWritten(path: FilePath, { file, modifiedMs }: FileReading & { kind: "file" }, now: number): boolean {
    const known = this.files.get(path);
    if (file.size > 0 || known?.sha256 === file.sha256) return false;
    const since = this.emptied.get(path);
    if (since === undefined && Date.now() - modifiedMs > OLD_EMPTY_MS && !known) return false;
    if (since !== undefined && now - since >= doubtMs) return false;
    this.emptied.set(path, since ?? now);
    this.owner.lookAgain(file.disk, doubtMs - (now - (since ?? now)));
    return true;
  }

  private readLater(path: FilePath, disk: string): void {
    const times = this.unsettled.get(path) ?? 0;
    this.unsettled.set(path, times + 1);
    this.owner.lookAgain(disk, Math.min(4 * 2 ** times, 500));
  }

  private missingAt(path: FilePath, now: number): void {
    if (this.files.has(path)) this.missingOne(path, now);
    if (this.folders.has(path)) for (const file of this.below(path)) this.missingOne(file, now);
  }

  private missingOne(path: FilePath, now: number): void {
    const file = this.files.get(path);
    this.emptied.delete(path);
    if (this.held.delete(path)) this.unsay(path);
    if (!file) return;
    const since = this.missing.get(path) ?? now;
    this.missing.set(path, since);
    if (now - since >= doubtMs) this.remove(path);
    else this.owner.lookAgain(file.disk, doubtMs - (now - since));
  }

  private drop(path: FilePath): void {
    if (this.files.has(path)) this.remove(path);
    if (this.folders.has(path)) for (const file of this.below(path)) this.remove(file);
  }

  private below(folder: string): FilePath[] {
    if (folder === "") return [...this.files.keys()];
    return this.folders.has(folder) ? [...this.files.keys()].filter((path) => path.startsWith(`${folder}/`)) : [];
  }

  private set(path: FilePath, file: LocalFile): void {
    const known = this.files.get(path);
    if (known) this.root = removeFromRoot(this.root, digest(path, known));
    else for (const folder of foldersOf(path)) this.folders.set(folder, (this.folders.get(folder) ?? 0) + 1);
    this.root = addToRoot(this.root, digest(path, file));
    this.totalBytes += file.size - (known?.size ?? 0);
    this.files.set(path, file);
    this.refuseTooLarge();
    if (known?.sha256 !== file.sha256 || known.mode !== file.mode) this.changed.add(path);
  }

  private refuseTooLarge(): void {
    const { workspaceFiles, workspaceBytes } = this.limits;
    if (this.files.size <= workspaceFiles && this.totalBytes <= workspaceBytes) return;
    const limit = this.files.size > workspaceFiles ? `${workspaceFiles} files` : `${workspaceBytes} bytes`;
    throw new AgentStopped(
      "too-large",
      `${this.folder} holds more than ${limit}, which is all that a workspace may hold. Sync a folder further down, or name what stays out in a .pinlightignore file.`,
    );
  }

  private remove(path: FilePath): void {
    const known = this.files.get(path);
    this.missing.delete(path);
    if (!known) return;
    this.files.delete(path);
    this.root = removeFromRoot(this.root, digest(path, known));
    this.totalBytes -= known.size;
    for (const folder of foldersOf(path)) {
      const count = (this.folders.get(folder) ?? 1) - 1;
      if (count === 0) this.folders.delete(folder);
      else this.folders.set(folder, count);
    }
    this.changed.add(path);
    if (isIgnoreFile(path)) this.setRules(known.disk, null);
  }

  /** A walk meets an ignore file: the first time it is read here; later only what was accepted counts. */
  private meetIgnoreFile(disk: string, isThere: boolean): void {
    const path = disk.normalize("NFC");
    const isKnown = this.rules.hasFile(path);
    if (isThere && !isKnown) this.rules.setFile(path, this.readText(disk));
    if (!isThere && isKnown && !this.files.has(path as FilePath)) this.rules.setFile(path, null);
  }

  private setRules(disk: string, text: string | null): void {
    if (this.rules.setFile(disk.normalize("NFC"), text)) this.rulesChanged = true;
  }

  private readText(disk: string): string | null {
    try {
      return readFileSync(join(this.folder, disk), "utf8");
    } catch {
      return null;
    }
  }

  /** The path of a name on the disk, or null when it may not enter a workspace (A5). */
  private pathOf(disk: string): FilePath | null {
    const path = disk.normalize("NFC") as FilePath;
    const fault = pathFault(path);
    if (fault) {
      this.skip(disk, fault);
      return null;
    }
    if (path === disk) return path;
    const twin = this.files.get(path)?.disk;
    if (twin !== undefined && twin !== disk && areTwoFiles(join(this.folder, twin), join(this.folder, disk))) {
      this.skip(disk, "has the name of another file, in another Unicode form");
      return null;
    }
    this.sayOnce(path, "nfc", () => this.owner.note(path, "is sent under its name in Unicode form NFC"));
    return path;
  }

  private skip(disk: string, because: string): void {
    this.sayOnce(disk.normalize("NFC"), because, () => this.owner.skipped(disk, because));
  }

  private sayOnce(path: string, what: string, say: () => void): void {
    const key = `${path}\0${what}`;
    if (this.said.has(key)) return;
    this.said.add(key);
    say();
  }

  private unsay(path: string): void {
    for (const key of this.said) if (key.startsWith(`${path}\0`)) this.said.delete(key);
  }
}

function digest(path: string, file: FileState): Uint8Array {
  return createHash("sha256").update(rootText(path, file.sha256)).digest();
}

function areTwoFiles(one: string, other: string): boolean {
  const [a, b] = [statOf(one), statOf(other)];
  return a !== null && b !== null && a !== "hidden" && b !== "hidden" && (a.ino !== b.ino || a.dev !== b.dev);
}


/** `hidden`: there may be something, but this user may not see it. */
function statOf(absolute: string): Stats | "hidden" | null {
  try {
    return lstatSync(absolute, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOTDIR" ? null : "hidden";
  }
}
