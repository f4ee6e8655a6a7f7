// The author's hand on the disk.
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { FileChange } from "./plan/tree.ts";

export async function applyChange(folder: string, change: FileChange): Promise<void> {
  if (change.op === "remove") return rm(path.join(folder, change.path));
  const target = path.join(folder, change.op === "move" ? change.to : change.path);
  await mkdir(path.dirname(target), { recursive: true });
  if (change.op === "move") return rename(path.join(folder, change.from), target);
  if (!change.beside) return writeFile(target, change.text);
  await writeFile(`${target}.tmp`, change.text);
  await rename(`${target}.tmp`, target);
}

export function changeText(change: FileChange): string {
  return change.op === "move" ? `move ${change.from} ${change.to}` : `${change.op} ${change.path}`;
}
