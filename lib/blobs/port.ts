// Content-addressed bytes that are too large for a database row.
import type { Readable } from "node:stream";
import type { Sha256 } from "#lib/protocol/ids.ts";

export interface BlobStore {
  /** Stores the bytes under their hash, durably, once: storing them again changes nothing. */
  put(sha256: Sha256, bytes: Uint8Array): Promise<void>;
  /**
   * Stores a stream after its hash was checked; throws `HashMismatch` and keeps nothing if it differs.
   * Returns the size in bytes.
   */
  putStream(sha256: Sha256, stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<number>;
  get(sha256: Sha256, range?: { start: number; end: number }): Promise<Readable | null>;
  has(sha256: Sha256): Promise<boolean>;
  delete(sha256: Sha256): Promise<void>;
}

export class HashMismatch extends Error {}
export class BlobTooLarge extends Error {}
