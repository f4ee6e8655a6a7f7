// The folder as the agent believes it to be. Events are hints, hashes are truth: a hint makes it read a path, and only what
// was read changes the belief. What could be half of a save does not: a file that vanished must be missing twice, 100 ms
// apart, a file that became empty must stay so for 100 ms, and a file that changes while it is read is read again.
import { join } from "node:path";
import type { z } from "zod";
import type { HelloAnswer } from "#lib/protocol/agent.ts";
import { type FilePath, pathFault, type Sha256 } from "#lib/protocol/ids.ts";
import { AgentStopped } from "./agent-event.ts";
import { Doubts } from "./doubts.ts";
import { entryAt } from "./entry-at.ts";
import { type IgnoreRules, isIgnoreFile } from "./ignore-rules.ts";
import { type FileReading, type FileState, readLocalFile } from "./read-local-file.ts";
import { RuleFiles } from "./rule-files.ts";
import { SayOnce } from "./say-once.ts";
import { scanTree } from "./scan-tree.ts";
import { TreeIndex } from "./tree-index.ts";

export type LocalLimits = z.infer<typeof HelloAnswer>["limits"];

/** What the tree asks of and tells its owner. Disk paths are relative to the root, as they are on the disk. */
export type TreeOwner = {
  watchFolder(disk: string): void;
  unwatchFolder(disk: string): void;
  /** `at`: a time of the clock that `now` is of. */
  lookAgain(disk: string, at: number): void;
  skipped(path: string, because: string): void;
  note(path: string, message: string): void;
};

const MANY_PATHS = 200;
const OLD_EMPTY_MS = 1000;

type ReadFile = FileReading & { kind: "file" };

export class LocalTree {
  readonly index = new TreeIndex();
  /** Files that are there but cannot be sent: neither changed nor deleted at the server. */
  readonly held = new Set<FilePath>();
  readonly limits: LocalLimits;
  private readonly folder: string;
  private readonly rules: IgnoreRules;
  private readonly owner: TreeOwner;
  private readonly ruleFiles: RuleFiles;
  private readonly doubts = new Doubts();
  private readonly links = new Map<string, Set<string>>();
  private readonly sayOnce = new SayOnce();
  private readonly fresh = new Map<Sha256, Buffer>();
  private freshBytes = 0;
  private changed = new Set<FilePath>();

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
    this.ruleFiles = new RuleFiles(folder, rules);
    this.limits = limits;
    this.owner = owner;
    for (const [path, state] of known) this.index.set(path, { ...state, size: 0, stamp: "", racy: true, disk: path });
  }

  /** The paths whose files changed since this was last asked. */
  takeChanged(): Set<FilePath> {
    const changed = this.changed;
    this.changed = new Set();
    return changed;
  }

  /** Files that may or may not be deleted. */
  get isInDoubt(): boolean {
    return this.doubts.missing.size > 0;
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
    await this.scanFrom("", now, hinted);
    if (this.ruleFiles.takeChanged()) await this.scan(now);
  }

  /** Reads what the hints name. */
  async look(hints: ReadonlySet<string>, now: number): Promise<void> {
    if (hints.size > MANY_PATHS) return this.scan(now, hints);
    const all = new Set([...hints].flatMap((disk) => [disk, ...(this.links.get(disk) ?? [])]));
    // Ignore files first: they judge what came with them.
    const ordered = [...all].sort((a, b) => Number(isIgnoreFile(b)) - Number(isIgnoreFile(a)));
    for (const disk of ordered) await this.lookAt(disk, now);
    if (this.ruleFiles.takeChanged()) await this.scan(now, hints);
  }

  private async lookAt(disk: string, now: number): Promise<void> {
    if (disk === "") return this.scanFrom("", now, new Set());
    const path = disk.normalize("NFC");
    const found = entryAt(join(this.folder, disk));
    if (found === "hidden") return;
    if (found === null) return this.lookAtGap(path, disk, now);
    if (this.rules.because(path, found.isDirectory())) {
      if (isIgnoreFile(disk)) this.ruleFiles.accept(disk, null);
      for (const file of this.index.within(path)) this.remove(file);
    } else if (found.isDirectory()) {
      await this.scanFrom(disk, now, new Set());
    } else {
      await this.readPath(disk, now, false);
      // A folder stood here before.
      for (const file of this.index.within(path)) if (file !== path) this.markMissing(file, now);
    }
  }

  private lookAtGap(path: string, disk: string, now: number): void {
    if (isIgnoreFile(disk) && !this.index.knows(path)) this.ruleFiles.remove(disk);
    this.owner.unwatchFolder(disk);
    this.letGo(path as FilePath);
    for (const file of this.index.within(path)) this.markMissing(file, now);
  }

  private async scanFrom(from: string, now: number, hinted: ReadonlySet<string>): Promise<void> {
    const seen = new Set<string>();
    const hidden: string[] = [];
    await scanTree(this.folder, from, {
      rules: this.rules,
      onFolder: (disk) => this.owner.watchFolder(disk),
      onFile: async (disk) => {
        seen.add(disk.normalize("NFC"));
        await this.readPath(disk, now, !hinted.has(disk));
      },
      onIgnoreFile: (disk, isThere) => this.ruleFiles.meet(disk, isThere, this.index.knows(disk.normalize("NFC"))),
      onUnreadable: (disk, code) => {
        hidden.push(disk.normalize("NFC"));
        this.skip(disk, `cannot be listed (${code})`);
      },
      onSkipped: (disk, because) => this.skip(disk, because),
    });
    const isHidden = (file: string) => hidden.some((folder) => folder === "" || file.startsWith(`${folder}/`));
    for (const file of this.index.within(from.normalize("NFC"))) {
      if (seen.has(file) || isHidden(file)) continue;
      if (this.rules.because(file, false)) this.remove(file);
      else this.markMissing(file, now);
    }
  }

  private async readPath(disk: string, now: number, trustStamp: boolean): Promise<void> {
    const path = this.pathOf(disk);
    if (path === null) return;
    const known = this.index.files.get(path);
    const reading = await readLocalFile(this.folder, disk, {
      maxBytes: this.limits.fileBytes,
      keepBytes: this.limits.inlineFileBytes,
      known: trustStamp && known?.disk === disk ? known : undefined,
      ignoredBecause: (target) => this.rules.because(target, false),
    });
    this.take(path, disk, reading, now);
  }

  private take(path: FilePath, disk: string, reading: FileReading, now: number): void {
    if (reading.kind === "missing") this.markMissing(path, now);
    else if (reading.kind === "unsettled") this.owner.lookAgain(disk, now + this.doubts.aboutUnsettled(path));
    else {
      this.doubts.isFound(path);
      if (reading.kind === "skipped") this.hold(path, disk, reading.because);
      if (reading.kind === "file" && !this.mayBeHalfWritten(path, reading, now)) this.accept(path, reading);
    }
  }

  private hold(path: FilePath, disk: string, because: string): void {
    this.held.add(path);
    this.skip(disk, because);
  }

  private accept(path: FilePath, { file, bytes, linkedTo }: ReadFile): void {
    this.letGo(path);
    if (linkedTo !== null) this.links.set(linkedTo, (this.links.get(linkedTo) ?? new Set()).add(file.disk));
    const isNew = this.index.set(path, file);
    this.refuseTooLarge();
    if (!isNew) return;
    this.changed.add(path);
    if (bytes) this.keepFresh(file.sha256, bytes);
    if (isIgnoreFile(path)) this.ruleFiles.accept(file.disk, bytes);
  }

  private keepFresh(sha256: Sha256, bytes: Buffer): void {
    if (this.freshBytes + bytes.length > this.limits.inlineCommitBytes || this.fresh.has(sha256)) return;
    this.fresh.set(sha256, bytes);
    this.freshBytes += bytes.length;
  }

  private mayBeHalfWritten(path: FilePath, { file, modifiedMs }: ReadFile, now: number): boolean {
    const known = this.index.files.get(path);
    if (file.size > 0 || known?.sha256 === file.sha256) return false;
    if (!known && Date.now() - modifiedMs > OLD_EMPTY_MS) return false;
    const waitMs = this.doubts.aboutEmpty(path, now);
    if (waitMs > 0) this.owner.lookAgain(file.disk, now + waitMs);
    return waitMs > 0;
  }

  private markMissing(path: FilePath, now: number): void {
    const file = this.index.files.get(path);
    this.letGo(path);
    if (!file) return;
    const waitMs = this.doubts.aboutMissing(path, now);
    if (waitMs > 0) this.owner.lookAgain(file.disk, now + waitMs);
    else this.remove(path);
  }

  private remove(path: FilePath): void {
    const known = this.index.files.get(path);
    this.doubts.isFound(path);
    this.index.remove(path);
    this.changed.add(path);
    if (known && isIgnoreFile(path)) this.ruleFiles.remove(known.disk);
  }

  /** Nothing stands in the way of this path any more. */
  private letGo(path: FilePath): void {
    this.doubts.isClear(path);
    if (this.held.delete(path)) this.sayOnce.forget(path);
  }

  private refuseTooLarge(): void {
    const { workspaceFiles, workspaceBytes } = this.limits;
    const { files, totalBytes } = this.index;
    if (files.size <= workspaceFiles && totalBytes <= workspaceBytes) return;
    const limit = files.size > workspaceFiles ? `${workspaceFiles} files` : `${workspaceBytes} bytes`;
    throw new AgentStopped(
      "too-large",
      `${this.folder} holds more than ${limit}, which is all that a workspace may hold. Sync a folder further down, or name what stays out in a .pinlightignore file.`,
    );
  }

  /** The path of a name on the disk, or null when it may not enter a workspace (A5). */
  private pathOf(disk: string): FilePath | null {
    const path = disk.normalize("NFC") as FilePath;
    const fault = pathFault(path) ?? (path === disk ? null : this.twinFault(path, disk));
    if (fault) this.skip(disk, fault);
    else if (path !== disk) {
      this.sayOnce.say(disk, "nfc", () => this.owner.note(path, "is sent under its name in Unicode form NFC"));
    }
    return fault ? null : path;
  }

  /** Two files of which only the names' Unicode forms differ: the one that is in form NFC counts. */
  private twinFault(path: FilePath, disk: string): string | null {
    const twin = this.index.files.get(path)?.disk;
    if (twin === undefined || twin === disk) return null;
    const [a, b] = [entryAt(join(this.folder, twin)), entryAt(join(this.folder, disk))];
    if (!a || !b || a === "hidden" || b === "hidden" || (a.ino === b.ino && a.dev === b.dev)) return null;
    return "has the name of another file, in another Unicode form";
  }

  private skip(disk: string, because: string): void {
    this.sayOnce.say(disk.normalize("NFC"), because, () => this.owner.skipped(disk, because));
  }
}
