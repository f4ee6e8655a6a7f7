// Keeps the rules in step with the ignore files on the disk. A file counts with the content that was accepted, not with
// what it holds in the middle of being rewritten; only at the first sight of a folder it is read at once.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { IgnoreRules } from "./ignore-rules.ts";

export class RuleFiles {
  private readonly folder: string;
  private readonly rules: IgnoreRules;
  private changed = false;

  /** `folder`: the watched one. */
  constructor(folder: string, rules: IgnoreRules) {
    this.folder = folder;
    this.rules = rules;
  }

  /** Whether rules changed since this was last asked: what was judged by the old ones must be judged again. */
  takeChanged(): boolean {
    const { changed } = this;
    this.changed = false;
    return changed;
  }

  /** A walk comes by, before anything beside the file is judged. `isTracked`: the file's own content is followed. */
  meet(disk: string, isThere: boolean, isTracked: boolean): void {
    const path = disk.normalize("NFC");
    const isKnown = this.rules.hasFile(path);
    if (isThere && !isKnown) this.rules.setFile(path, this.read(disk));
    if (!isThere && isKnown && !isTracked) this.rules.setFile(path, null);
  }

  accept(disk: string, bytes: Buffer | null): void {
    this.set(disk, bytes?.toString("utf8") ?? this.read(disk));
  }

  remove(disk: string): void {
    this.set(disk, null);
  }

  private set(disk: string, text: string | null): void {
    if (this.rules.setFile(disk.normalize("NFC"), text)) this.changed = true;
  }

  private read(disk: string): string | null {
    try {
      return readFileSync(join(this.folder, disk), "utf8");
    } catch {
      return null;
    }
  }
}
