// (3) The files that the server has are the files on the disk, content for content.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Sha256 } from "#lib/protocol/ids.ts";
import { readBlobBytes } from "#lib/services/blob/read-blob.ts";
import type { Installation } from "../installation.ts";

export async function checkTree({ context, workspaceId, tree }: Installation): Promise<string[]> {
  const disk = await readDisk(tree);
  const rows = await context.db.file.findMany({ where: { workspaceId }, select: { path: true, sha256: true } });
  const served = new Map(rows.map((row) => [row.path, row.sha256 as Sha256]));
  const faults: string[] = [];
  for (const name of served.keys()) if (!disk.has(name)) faults.push(`the server has ${name}, the disk has not`);
  for (const [name, bytes] of disk) {
    const sha256 = served.get(name);
    const stored = sha256 && (await readBlobBytes(context, { workspaceId, sha256 }));
    if (!stored) faults.push(`the disk has ${name}, the server has ${sha256 ? "its name alone" : "not"}`);
    else if (!stored.equals(bytes)) faults.push(`${name} has another content on the server`);
  }
  return faults;
}

async function readDisk(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const read = files.map(async (file) => [path.relative(folder, file), await readFile(file)] as const);
  return new Map(await Promise.all(read));
}
