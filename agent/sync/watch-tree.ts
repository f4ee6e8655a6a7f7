// Native watching of a folder: it only hints at paths. Linux watches folder by folder (one inotify instance for all of
// them; Node's own recursive mode there is slower and loses folders that are moved), macOS and Windows watch a whole tree
// at once. Who listens calls `watchFolder` before listing a folder, so that no change falls in between.
import { type FSWatcher, watch } from "node:fs";
import { basename, join, sep } from "node:path";
import { entryAt } from "./entry-at.ts";

export type WatchOwner = {
  /** A path, relative to the root, where something may have changed; "" is the root itself. */
  onHint(disk: string): void;
  /** Watching failed in a way that loses hints: the owner must look by itself from time to time. */
  onBlind(message: string): void;
};

export type TreeWatch = {
  watchFolder(disk: string): void;
  /** The folder and all that is below it. */
  unwatchFolder(disk: string): void;
  close(): void;
};

/** `root` is a real path. */
export function watchTree(root: string, owner: WatchOwner): TreeWatch {
  return process.platform === "linux" ? new FolderWatches(root, owner) : watchWhole(root, owner);
}

function watchWhole(root: string, owner: WatchOwner): TreeWatch {
  const watcher = watch(root, { recursive: true }, (_event, name) => {
    owner.onHint(name === null ? "" : name.split(sep).join("/"));
  });
  watcher.on("error", (error) => owner.onBlind(blindMessage(error)));
  return { watchFolder: () => undefined, unwatchFolder: () => undefined, close: () => watcher.close() };
}

type Watched = { watcher: FSWatcher; identity: string };

class FolderWatches implements TreeWatch {
  private readonly root: string;
  private readonly owner: WatchOwner;
  private readonly watched = new Map<string, Watched>();
  private isBlind = false;

  constructor(root: string, owner: WatchOwner) {
    this.root = root;
    this.owner = owner;
  }

  watchFolder(disk: string): void {
    const absolute = join(this.root, disk);
    const identity = identityOf(absolute);
    const known = this.watched.get(disk);
    // A watch follows its folder when that is moved: another folder under the same name needs a watch of its own.
    if (known && known.identity === identity) return;
    if (known) this.unwatchFolder(disk);
    if (identity === null) return;
    try {
      const watcher = watch(absolute, (_event, name) => this.hint(disk, name));
      watcher.on("error", () => this.unwatchFolder(disk));
      this.watched.set(disk, { watcher, identity });
    } catch (error) {
      this.failed(error);
    }
  }

  unwatchFolder(disk: string): void {
    if (!this.watched.has(disk)) return;
    for (const [folder, { watcher }] of this.watched) {
      if (disk !== "" && folder !== disk && !folder.startsWith(`${disk}/`)) continue;
      watcher.close();
      this.watched.delete(folder);
    }
  }

  close(): void {
    for (const { watcher } of this.watched.values()) watcher.close();
    this.watched.clear();
  }

  private hint(folder: string, name: string | null): void {
    if (name !== null) this.owner.onHint(folder === "" ? name : `${folder}/${name}`);
    // What happens to a watched folder itself is told under the folder's own name.
    if (name === null || name === basename(folder === "" ? this.root : folder)) this.owner.onHint(folder);
  }

  private failed(error: unknown): void {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EACCES" || this.isBlind) return;
    this.isBlind = true;
    this.owner.onBlind(blindMessage(error));
  }
}

function identityOf(absolute: string): string | null {
  const found = entryAt(absolute);
  return found !== null && found !== "hidden" && found.isDirectory() ? `${found.dev}:${found.ino}` : null;
}

function blindMessage(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EMFILE") {
    return "the system watches no more folders; changes are found by looking every 2 s (raise fs.inotify.max_user_watches and max_user_instances)";
  }
  return `watching failed (${code ?? String(error)}); changes are found by looking every 2 s`;
}
