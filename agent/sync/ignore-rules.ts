// Which paths stay out of the workspace: what never leaves a machine (lib/core/ignored-paths.ts), what the server says,
// virtual environments, and `.gitignore` and `.pinlightignore` at any depth with git's meaning: a deeper file wins over a
// shallower one, a later line over an earlier one, and nothing inside an ignored folder can be let in again. The rules are
// handed in as text, so that a `.gitignore` that is being written never lets anything out.
import ignore, { type Ignore } from "ignore";
import { ignoredBecause } from "#lib/core/ignored-paths.ts";
import { foldersOf } from "#lib/core/tree-root.ts";

/** In one folder the later wins. */
export const ignoreFileNames = [".gitignore", ".pinlightignore"] as const;

export function isIgnoreFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name === ".gitignore" || name === ".pinlightignore";
}

/** Rules from outside the folder: of the repository around it (`prefix` is the folder's path in there, ending in "/"). */
export type OuterRules = { prefix: string; files: { folder: string; text: string }[] };

export class IgnoreRules {
  private readonly prefix: string;
  private readonly outer: Ignore;
  private server = ignore();
  private readonly texts = new Map<string, string>();
  private readonly environments = new Set<string>();
  private readonly chains = new Map<string, Ignore>();

  constructor(outer: OuterRules = { prefix: "", files: [] }) {
    this.prefix = outer.prefix;
    this.outer = rules();
    for (const { folder, text } of outer.files) this.outer.add(prefixed(text, folder));
    // Who syncs a folder that the repository around it ignores means that folder.
    if (this.prefix !== "" && this.outer.ignores(this.prefix)) {
      this.prefix = "";
      this.outer = rules();
    }
  }

  setServerPatterns(patterns: string[]): void {
    this.server = rules().add(patterns);
  }

  /** `text` null: there is no such file. Returns whether anything changed. */
  setFile(path: string, text: string | null): boolean {
    if ((this.texts.get(path) ?? null) === text) return false;
    if (text === null) this.texts.delete(path);
    else this.texts.set(path, text);
    this.chains.clear();
    return true;
  }

  hasFile(path: string): boolean {
    return this.texts.has(path);
  }

  setEnvironment(folder: string, is: boolean): void {
    if (is) this.environments.add(folder);
    else this.environments.delete(folder);
  }

  /** Why a path stays out, in a word, or null. A path is relative to the synced folder, "/" between its parts. */
  because(path: string, isFolder: boolean): string | null {
    const never = ignoredBecause(path);
    if (never) return never;
    const asked = isFolder ? `${path}/` : path;
    if (this.server.ignores(asked)) return "the server's ignore patterns";
    const folders = foldersOf(path);
    if (this.environments.size > 0 && [...folders, path].some((folder) => this.environments.has(folder))) {
      return "environment";
    }
    return this.chain(folders.at(-1) ?? "").ignores(this.prefix + asked) ? "an ignore file" : null;
  }

  /** All patterns that reach into a folder, the outermost first. */
  private chain(folder: string): Ignore {
    const known = this.chains.get(folder);
    if (known) return known;
    const above = folder === "" ? this.outer : this.chain(foldersOf(folder).at(-1) ?? "");
    const own = ignoreFileNames.flatMap((name) => this.texts.get(folder === "" ? name : `${folder}/${name}`) ?? []);
    const at = this.prefix + (folder === "" ? "" : `${folder}/`);
    const chain =
      own.length === 0
        ? above
        : rules()
            .add(above)
            .add(own.flatMap((text) => prefixed(text, at)));
    this.chains.set(folder, chain);
    return chain;
  }
}

// macOS and Windows take Build for build, and so does git there.
function rules(): Ignore {
  return ignore({ ignorecase: process.platform === "darwin" || process.platform === "win32" });
}

/** The lines of an ignore file as they would stand in the outermost folder; `at` ends in "/" or is empty. */
function prefixed(text: string, at: string): string[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (at === "") return lines;
  const folder = `/${at.replace(/[\\*?[\]!# ]/g, "\\$&")}`;
  return lines.flatMap((line) => {
    if (line.trim() === "" || line.startsWith("#")) return [];
    const negated = line.startsWith("!");
    const pattern = (negated ? line.slice(1) : line).replace(/^\\([!#])/, "$1");
    const anchored = pattern
      .replace(/[ \t]+$/, "")
      .slice(0, -1)
      .includes("/");
    const moved = anchored ? folder + pattern.replace(/^\//, "") : `${folder}**/${pattern}`;
    return [negated ? `!${moved}` : moved];
  });
}
