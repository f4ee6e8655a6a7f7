// Which added files are removed ones under a new name. Proof is the content's hash (or the writer's word); an empty file
// proves nothing. Each removed file pairs once, with the likeliest name, so that the answer never depends on an order.
import type { FilePath } from "#lib/protocol/ids.ts";
import type { AppliedChange } from "./ingest-plan.ts";

const EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** New path → old path. `declared`: the same, as the writer says it; it counts where the old path is removed. */
export function pairRenames(
  applied: readonly AppliedChange[],
  declared: ReadonlyMap<FilePath, FilePath>,
): Map<FilePath, FilePath> {
  const removed = applied.filter((change) => change.after === null).sort(byPath);
  const added = applied.filter((change) => change.before === null && change.after !== null).sort(byPath);
  const free = new Set(removed.map((change) => change.path));
  const pairs = new Map<FilePath, FilePath>();
  const pair = (to: FilePath, from: FilePath | undefined) => {
    if (from !== undefined && !pairs.has(to) && free.delete(from)) pairs.set(to, from);
  };
  for (const { path } of added) pair(path, declared.get(path));
  // First those that only moved to another folder, then those with another name.
  for (const key of [contentAndName, content]) {
    const olds = grouped(removed, (change) => key(change.path, change.before?.sha256));
    for (const { path, after } of added) {
      if (pairs.has(path) || after?.sha256 === EMPTY_SHA256) continue;
      const twins = olds.get(key(path, after?.sha256));
      while (twins?.[0] && !free.has(twins[0].path)) twins.shift();
      pair(path, twins?.[0]?.path);
    }
  }
  return pairs;
}

function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

function contentAndName(path: FilePath, sha256: string | undefined): string {
  return `${sha256} ${path.slice(path.lastIndexOf("/") + 1)}`;
}

function content(_path: FilePath, sha256: string | undefined): string {
  return `${sha256}`;
}

function byPath(a: AppliedChange, b: AppliedChange): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
