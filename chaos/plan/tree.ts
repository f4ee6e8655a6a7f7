// The author's tree as the plan knows it, so that every edit of a plan is possible when its turn comes.
import { type Block, dataFile, documentText, edited, sharedModule, someDocument } from "./documents.ts";
import type { Random } from "./random.ts";

export type FileChange =
  /** `beside`: written to a temporary file and renamed over, as most editors save. */
  | { op: "write"; path: string; text: string; beside: boolean }
  | { op: "remove"; path: string }
  | { op: "move"; from: string; to: string };

const NAMES = ["alpha", "beta", "gamma", "delta", "notes/one", "notes/two", "report", "study", "notes/three", "waves"];
const FIRST = 5;
const SHARED = "shared.py";
const DATA = "data.csv";
const EXTRA = "extra.txt";

export class AuthorTree {
  private readonly random: Random;
  private readonly documents = new Map<string, Block[]>();
  private readonly others = new Map<string, string>();

  constructor(random: Random) {
    this.random = random;
    for (const name of NAMES.slice(0, FIRST)) this.documents.set(`${name}.py`, someDocument(random));
    this.others.set(SHARED, sharedModule(1));
    this.others.set(DATA, dataFile(random));
  }

  /** What viewers may look at. */
  get paths(): string[] {
    return [...this.documents.keys(), ...(this.others.has(SHARED) ? [SHARED] : [])];
  }

  get files(): Record<string, string> {
    const texts = [...this.documents].map(([path, blocks]) => [path, documentText(blocks)]);
    return Object.fromEntries([...texts, ...this.others]);
  }

  /** One thing that an author does. Several changes at once are one save of many files, or a branch switch. */
  change(): FileChange[] {
    const what = this.random.below(100);
    if (what < 58) return [this.edit(this.random.pick([...this.documents.keys()]))];
    if (what < 68) return [this.write(SHARED, sharedModule(this.random.between(1, 99)))];
    if (what < 77) return [this.write(DATA, dataFile(this.random))];
    if (what < 81) return [this.toggleExtra()];
    if (what < 86) return this.create();
    if (what < 90) return this.rename();
    if (what < 93) return this.remove();
    if (what < 94) return this.removeShared();
    return this.several();
  }

  /** The last save of everything, so that whoever stopped listening is found out. */
  touchAll(): FileChange[] {
    return [...this.documents.keys()].map((path) => {
      const blocks = this.documents.get(path) ?? [];
      const next = [{ ...(blocks[0] as Block), n: 1000 + this.random.below(1000) }, ...blocks.slice(1)];
      return this.put(path, next);
    });
  }

  private edit(path: string): FileChange {
    return this.put(path, edited(this.documents.get(path) ?? [], this.random));
  }

  private several(): FileChange[] {
    const paths = this.random.shuffled([...this.documents.keys()]).slice(0, this.random.between(2, 4));
    return [...paths.map((path) => this.edit(path)), this.write(DATA, dataFile(this.random))];
  }

  private create(): FileChange[] {
    const free = this.freeName();
    return free ? [this.put(free, someDocument(this.random))] : [];
  }

  private rename(): FileChange[] {
    const free = this.freeName();
    const from = this.random.pick([...this.documents.keys()]);
    const blocks = this.documents.get(from);
    if (!free || !blocks) return [];
    this.documents.delete(from);
    this.documents.set(free, blocks);
    return [{ op: "move", from, to: free }];
  }

  private remove(): FileChange[] {
    if (this.documents.size < FIRST) return this.create();
    const path = this.random.pick([...this.documents.keys()]);
    this.documents.delete(path);
    return [{ op: "remove", path }];
  }

  /** Gone, the documents that import it fail; the next change of it brings it back. */
  private removeShared(): FileChange[] {
    return this.others.delete(SHARED) ? [{ op: "remove", path: SHARED }] : [this.write(SHARED, sharedModule(2))];
  }

  private toggleExtra(): FileChange {
    if (this.others.delete(EXTRA)) return { op: "remove", path: EXTRA };
    return this.write(EXTRA, "here\n");
  }

  private freeName(): string | undefined {
    const free = NAMES.map((name) => `${name}.py`).filter((path) => !this.documents.has(path));
    return free.length === 0 ? undefined : this.random.pick(free);
  }

  private put(path: string, blocks: Block[]): FileChange {
    this.documents.set(path, blocks);
    return { op: "write", path, text: documentText(blocks), beside: this.random.chance(0.7) };
  }

  private write(path: string, text: string): FileChange {
    this.others.set(path, text);
    return { op: "write", path, text, beside: this.random.chance(0.7) };
  }
}
