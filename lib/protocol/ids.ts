// Names that travel: branded, so that one cannot be passed for another.
import { z } from "zod";
import { limits } from "./limits.ts";

export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "a sha256 is 64 lower-case hex digits")
  .brand<"Sha256">();
export type Sha256 = z.infer<typeof Sha256>;

export const WorkspaceSlug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, "a workspace is named with a-z, 0-9 and inner hyphens")
  .brand<"WorkspaceSlug">();
export type WorkspaceSlug = z.infer<typeof WorkspaceSlug>;

export const WorkspaceId = z.uuid().brand<"WorkspaceId">();
export type WorkspaceId = z.infer<typeof WorkspaceId>;
export const DocumentId = z.uuid().brand<"DocumentId">();
export type DocumentId = z.infer<typeof DocumentId>;
export const ViewerId = z.uuid().brand<"ViewerId">();
export type ViewerId = z.infer<typeof ViewerId>;

/** Numbered from 1 in its workspace; 0 is "before the first". */
export const RevisionNumber = z.int().min(0);
export const RunNumber = z.int().min(0);
export const Seq = z.int().min(0);

export const BlockId = z.string().min(1).max(64);
export type BlockId = z.infer<typeof BlockId>;

const encoder = new TextEncoder();
const forbidden = /[\p{Cc}\\]/u;

/** Why a path may not enter a workspace (rule A5), or null when it may. */
export function pathFault(path: string): string | null {
  if (path === "") return "is empty";
  if (encoder.encode(path).length > limits.pathBytes) return `is longer than ${limits.pathBytes} bytes`;
  if (forbidden.test(path)) return "contains a control character or a backslash";
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return "is not relative";
  if (path.normalize("NFC") !== path) return "is not in Unicode form NFC";
  if (!path.isWellFormed()) return "is not well-formed Unicode";
  for (const part of path.split("/")) {
    if (part === "" || part === "." || part === "..") return "has an empty, '.' or '..' part";
  }
  return null;
}

/** A file's path in its workspace: relative, NFC, '/' between parts (rule A5). */
export const FilePath = z
  .string()
  .superRefine((path, ctx) => {
    const fault = pathFault(path);
    if (fault) ctx.addIssue({ code: "custom", message: `the path ${fault}` });
  })
  .brand<"FilePath">();
export type FilePath = z.infer<typeof FilePath>;
