import { lstatSync, type Stats } from "node:fs";

/** What stands at a path, links not followed. `hidden`: there may be something, but this user may not see it. */
export function entryAt(absolute: string): Stats | "hidden" | null {
  try {
    return lstatSync(absolute, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOTDIR" ? null : "hidden";
  }
}
