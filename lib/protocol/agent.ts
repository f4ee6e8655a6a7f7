// What the sync agent and the service say to each other over HTTP (rules A1 to A6).
import { z } from "zod";
import { FilePath, RevisionNumber, Sha256, WorkspaceSlug } from "./ids.ts";
import { limits } from "./limits.ts";

/** A tree's fingerprint: the sum modulo 2^256 of sha256(path NUL sha256-hex of the content), 64 hex digits. */
export const RootHash = z.string().regex(/^[0-9a-f]{64}$/);

export const HelloRequest = z.object({
  agentId: z.string().min(1).max(100),
  workspace: WorkspaceSlug,
  protocol: z.int(),
  root: RootHash,
  /** What people read on the screen: the machine's name. */
  name: z.string().max(100).optional(),
});
export const HelloAnswer = z.object({
  epoch: z.string(),
  headRevision: RevisionNumber,
  headRoot: RootHash,
  ignore: z.array(z.string()),
  limits: z.object({
    fileBytes: z.int(),
    workspaceFiles: z.int(),
    workspaceBytes: z.int(),
    inlineFileBytes: z.int(),
    inlineCommitBytes: z.int(),
    commitChanges: z.int(),
  }),
});

export const MissingRequest = z.object({
  workspace: WorkspaceSlug,
  hashes: z.array(Sha256).max(limits.hashesPerRequest),
});
export const MissingAnswer = z.object({ missing: z.array(Sha256) });

/** Walks the head's manifest by folder: "" is the root. Only folders whose root differs need to be asked for. */
export const ManifestRequest = z.object({
  workspace: WorkspaceSlug,
  folders: z.array(z.string().max(1024)).min(1).max(1000),
});
export const ManifestFolder = z.object({
  folders: z.record(z.string(), RootHash),
  files: z.record(z.string(), z.object({ sha256: Sha256, mode: z.int() })),
});
export const ManifestAnswer = z.object({
  revision: RevisionNumber,
  root: RootHash,
  folders: z.record(z.string(), ManifestFolder.nullable()),
});

/** Git's file modes: 33188 is 100644, 33261 is 100755 (octal). */
export const FileMode = z.union([z.literal(0o100644), z.literal(0o100755)]);

export const Change = z.discriminatedUnion("op", [
  z.object({
    op: z.literal("put"),
    path: FilePath,
    sha256: Sha256,
    /** The hash of this path that this writer last had acknowledged; null: none. */
    base: Sha256.nullable(),
    mode: FileMode.default(0o100644),
    from: FilePath.optional(),
    /** The bytes as base64 where they travel inside the commit. */
    content: z.base64().optional(),
  }),
  z.object({ op: z.literal("delete"), path: FilePath, base: Sha256.nullable() }),
]);
export type Change = z.infer<typeof Change>;

export const CommitRequest = z.object({
  workspace: WorkspaceSlug,
  agentId: z.string().min(1).max(100),
  idempotencyKey: z.string().min(8).max(100),
  /** What people read on the screen: the machine's name. */
  agentName: z.string().max(100).optional(),
  changes: z.array(Change).min(1).max(limits.commitChanges),
  /** The agent's own root after these changes. An answer with another one starts a comparison. */
  root: RootHash,
  message: z.string().max(1000).optional(),
  /** When the agent first noticed the change, Unix ms: for timings only. */
  noticedAt: z.number().optional(),
});
export type CommitRequest = z.infer<typeof CommitRequest>;

export const CommitAnswer = z.object({
  revision: RevisionNumber,
  /** How many paths changed at the head; the rest were already so. */
  applied: z.int(),
  root: RootHash,
  /** The revisions whose save of a path this one replaced without having seen it (rule A3). */
  overwrote: z.array(z.object({ path: FilePath, revision: RevisionNumber })).default([]),
});
export type CommitAnswer = z.infer<typeof CommitAnswer>;

/** HTTP header with which the agent names its wire version on every request. */
export const PROTOCOL_HEADER = "pinlight-protocol";
