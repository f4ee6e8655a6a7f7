// A tree's fingerprint as a sum: 64 hex digits of the sum modulo 2^256 of sha256(path NUL content-hash) over its files.
// One save changes it with one subtraction and one addition, whatever the tree's size, and the sum over a folder's
// files tells two manifests apart folder by folder. Hashing is handed in: Node and browsers do it differently.
import type { Sha256 } from "#lib/protocol/ids.ts";

const MODULUS = 1n << 256n;

/** The root of a tree without files. */
export const EMPTY_ROOT = "0".repeat(64);

/** What one file adds to a root is the sha256 of this text in UTF-8. */
export function rootText(path: string, sha256: Sha256 | string): string {
  return `${path}\0${sha256}`;
}

/** `digest`: the 32 bytes of sha256(rootText(path, sha256)). */
export function addToRoot(root: string, digest: Uint8Array): string {
  return hex(BigInt(`0x${root}`) + number(digest));
}

export function removeFromRoot(root: string, digest: Uint8Array): string {
  return hex(BigInt(`0x${root}`) - number(digest));
}

export type RootFile = { path: string; sha256: Sha256 | string };

/** The root of every folder that holds a file, at any depth, by its path; "" is the whole tree and always there. */
export function folderRoots(files: Iterable<RootFile>, sha256Of: (text: string) => Uint8Array): Map<string, string> {
  const sums = new Map([["", 0n]]);
  for (const file of files) {
    const value = number(sha256Of(rootText(file.path, file.sha256)));
    for (const folder of foldersOf(file.path)) sums.set(folder, (sums.get(folder) ?? 0n) + value);
  }
  return new Map([...sums].map(([folder, sum]) => [folder, hex(sum)]));
}

/** The root of these files. */
export function rootOf(files: Iterable<RootFile>, sha256Of: (text: string) => Uint8Array): string {
  let sum = 0n;
  for (const file of files) sum += number(sha256Of(rootText(file.path, file.sha256)));
  return hex(sum);
}

/** The folders around a path, the root "" first. */
export function foldersOf(path: string): string[] {
  const folders = [""];
  for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1)) {
    folders.push(path.slice(0, slash));
  }
  return folders;
}

function number(digest: Uint8Array): bigint {
  if (digest.length !== 32) throw new RangeError(`a sha256 has 32 bytes, not ${digest.length}`);
  let text = "0x";
  for (const byte of digest) text += byte.toString(16).padStart(2, "0");
  return BigInt(text);
}

function hex(sum: bigint): string {
  const value = ((sum % MODULUS) + MODULUS) % MODULUS;
  return value.toString(16).padStart(64, "0");
}
