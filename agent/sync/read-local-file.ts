// Reads one path of the watched folder without trusting it: only ordinary files, nothing outside the root, nothing that
// changed while it was read, no private keys.
import { createHash } from "node:crypto";
import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { Sha256 } from "#lib/protocol/ids.ts";

export type FileState = { sha256: Sha256; mode: number };

/**
 * A file as it was last read. `stamp` changes with the contents, unless they change again within the file system's clock
 * tick: a `racy` stamp, read so soon after the last change, proves nothing. `disk` is the name on the disk, which may be in
 * another Unicode form than the path.
 */
export type LocalFile = FileState & { size: number; stamp: string; racy: boolean; disk: string };

export type FileReading =
  | { kind: "file"; file: LocalFile; bytes: Buffer | null; modifiedMs: number; linkedTo: string | null }
  /** Equal to what was known: not read again. */
  | { kind: "same" }
  | { kind: "missing" }
  | { kind: "folder" }
  /** Somebody was writing: read it again in a moment. */
  | { kind: "unsettled" }
  | { kind: "skipped"; because: string };

export type ReadOptions = {
  maxBytes: number;
  /** Contents up to this many bytes are handed back. */
  keepBytes: number;
  /** What was read before; an equal stamp means equal contents. Left out, the file is read. */
  known?: LocalFile | undefined;
  /** Why a path inside the root stays out; asked for the targets of links. */
  ignoredBecause(path: string): string | null;
};

const READ_AT_ONCE = 1024 * 1024;
const RACY_MS = 2000;
const EXECUTABLE = 0o111n;
const privateKey = /^(-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----|PuTTY-User-Key-File-|openssh-key-v1\0)/;

/** `disk` is relative to `root`, which must be a real path. Never throws for what it finds on the disk. */
export async function readLocalFile(root: string, disk: string, options: ReadOptions): Promise<FileReading> {
  try {
    const found = lstatSync(join(root, disk), { bigint: true, throwIfNoEntry: false });
    if (!found) return { kind: "missing" };
    if (found.isDirectory()) return { kind: "folder" };
    if (found.isSymbolicLink()) return await readLink(root, disk, options);
    if (!found.isFile()) return { kind: "skipped", because: "is not an ordinary file" };
    if (options.known && !options.known.racy && options.known.stamp === stampOf(found)) return { kind: "same" };
    return await readOrdinary(join(root, disk), disk, null, options);
  } catch (error) {
    return readingOfError(error);
  }
}

async function readLink(root: string, disk: string, options: ReadOptions): Promise<FileReading> {
  const target = realpathSync(join(root, disk));
  const inside = relative(root, target).split(sep).join("/");
  if (inside === ".." || inside.startsWith("../") || inside === "" || target === inside) {
    return { kind: "skipped", because: "is a link that leads out of the folder" };
  }
  const because = options.ignoredBecause(inside.normalize("NFC"));
  if (because) return { kind: "skipped", because: `is a link to what stays out (${because})` };
  if (lstatSync(target).isDirectory()) return { kind: "skipped", because: "is a link to a folder" };
  return readOrdinary(target, disk, inside, options);
}

async function readOrdinary(
  absolute: string,
  disk: string,
  linkedTo: string | null,
  options: ReadOptions,
): Promise<FileReading> {
  // Not blocking: between the look and the opening, the path may have become a pipe.
  const handle = openSync(absolute, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const before = fstatSync(handle, { bigint: true });
    if (!before.isFile()) return { kind: "skipped", because: "is not an ordinary file" };
    if (before.size > options.maxBytes) {
      return { kind: "skipped", because: `has ${before.size} bytes, more than the limit of ${options.maxBytes}` };
    }
    const size = Number(before.size);
    const { sha256, head, bytes } = size <= READ_AT_ONCE ? readAtOnce(handle, size) : await readStreaming(absolute);
    const after = fstatSync(handle, { bigint: true });
    if (stampOf(after) !== stampOf(before)) return { kind: "unsettled" };
    if (privateKey.test(head)) return { kind: "skipped", because: "is a private key" };
    const mode = process.platform !== "win32" && (after.mode & EXECUTABLE) !== 0n ? 0o100755 : 0o100644;
    const modifiedMs = Number(after.mtimeNs / 1_000_000n);
    const racy = Date.now() - Math.max(modifiedMs, Number(after.ctimeNs / 1_000_000n)) < RACY_MS;
    const file = { sha256, mode, size, stamp: stampOf(after), racy, disk };
    return { kind: "file", file, bytes: size <= options.keepBytes ? bytes : null, modifiedMs, linkedTo };
  } finally {
    closeSync(handle);
  }
}

type Contents = { sha256: Sha256; head: string; bytes: Buffer | null };

// An ordinary source file is read in one go: waiting for the thread pool would take longer than the reading.
function readAtOnce(handle: number, size: number): Contents {
  const bytes = Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const count = readSync(handle, bytes, filled, size - filled, filled);
    if (count === 0) break;
    filled += count;
  }
  const contents = bytes.subarray(0, filled);
  return { sha256: sha256Of(contents), head: headOf(contents), bytes: contents };
}

async function readStreaming(absolute: string): Promise<Contents> {
  const handle = await open(absolute, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  const hash = createHash("sha256");
  let head = "";
  for await (const chunk of handle.createReadStream({ highWaterMark: READ_AT_ONCE })) {
    if (head === "") head = headOf(chunk as Buffer);
    hash.update(chunk as Buffer);
  }
  return { sha256: hash.digest("hex") as Sha256, head, bytes: null };
}

export function sha256Of(bytes: Uint8Array | string): Sha256 {
  return createHash("sha256").update(bytes).digest("hex") as Sha256;
}

function headOf(bytes: Buffer): string {
  return bytes.toString("latin1", 0, 100);
}

function stampOf(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}:${stats.mode}`;
}

function readingOfError(error: unknown): FileReading {
  const code = (error as NodeJS.ErrnoException).code;
  // ELOOP: a link took the file's place between the look and the opening, or links run in a circle.
  if (code === "ENOENT" || code === "ENOTDIR") return { kind: "missing" };
  if (code === "ELOOP") return { kind: "skipped", because: "is a link that leads nowhere" };
  if (code === "EACCES" || code === "EPERM") return { kind: "skipped", because: "may not be read by this user" };
  return { kind: "skipped", because: `cannot be read (${code ?? String(error)})` };
}
