// While git holds its lock, a branch switch is under way and the tree is half of each branch.
import { existsSync, watch } from "node:fs";
import { join } from "node:path";

export type GitLock = { isHeld(): boolean; close(): void };

export const noGitLock: GitLock = { isHeld: () => false, close: () => undefined };

/** `onChange` is called whenever the lock may have come or gone. */
export function watchGitLock(gitFolder: string, onChange: () => void): GitLock {
  const lock = join(gitFolder, "index.lock");
  const isHeld = () => existsSync(lock);
  try {
    const watcher = watch(gitFolder, (_event, name) => {
      if (name === null || name === "index.lock") onChange();
    });
    watcher.on("error", () => watcher.close());
    return { isHeld, close: () => watcher.close() };
  } catch {
    // Without it a branch switch arrives in pieces, each of them true.
    return noGitLock;
  }
}
