// The head's manifest, folder by folder, so that two trees that differ in one file compare a handful of folders.
import { createHash } from "node:crypto";
import type { z } from "zod";
import { folderRoots, rootOf } from "#lib/core/tree-root.ts";
import type { ManifestAnswer } from "#lib/protocol/agent.ts";
import type { Sha256 } from "#lib/protocol/ids.ts";
import type { ServiceContext } from "../service-context.ts";

type File = { path: string; sha256: string; mode: number };

export async function readManifest(
  ctx: Pick<ServiceContext, "db">,
  input: { workspaceId: string; folders: string[] },
): Promise<z.infer<typeof ManifestAnswer>> {
  const { workspaceId } = input;
  const [workspace, files] = await ctx.db.$transaction([
    ctx.db.workspace.findUniqueOrThrow({ where: { id: workspaceId } }),
    ctx.db.file.findMany({ where: { workspaceId }, select: { path: true, sha256: true, mode: true } }),
  ]);
  const folders: z.infer<typeof ManifestAnswer>["folders"] = {};
  for (const folder of input.folders) folders[folder] = folderListing(files, folder);
  return { revision: workspace.headRevision, root: workspace.headRoot, folders };
}

function folderListing(files: File[], folder: string) {
  const prefix = folder === "" ? "" : `${folder}/`;
  const inside = files.filter((file) => file.path.startsWith(prefix));
  if (inside.length === 0 && folder !== "") return null;
  const roots = folderRoots(inside, digest);
  const listing = {
    folders: {} as Record<string, string>,
    files: {} as Record<string, { sha256: Sha256; mode: number }>,
  };
  for (const { path, sha256, mode } of inside) {
    const [name, ...deeper] = path.slice(prefix.length).split("/");
    if (name === undefined) continue;
    if (deeper.length === 0) listing.files[name] = { sha256: sha256 as Sha256, mode };
    else listing.folders[name] = roots.get(prefix + name) ?? rootOf([], digest);
  }
  return listing;
}

export const digest = (text: string) => createHash("sha256").update(text).digest();
