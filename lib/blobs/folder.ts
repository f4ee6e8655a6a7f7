import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { access, mkdir, open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { Sha256 } from "#lib/protocol/ids.ts";
import { type BlobStore, BlobTooLarge, HashMismatch } from "./port.ts";

/** Blobs as files `<folder>/ab/cdef…`: written beside, flushed, then renamed, so that a name means whole bytes. */
export function folderBlobStore(folder: string): BlobStore {
  const fileOf = (sha256: Sha256) => path.join(folder, sha256.slice(0, 2), sha256.slice(2));

  const store = async (sha256: Sha256, write: (file: string) => Promise<void>) => {
    const target = fileOf(sha256);
    await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
    const partial = `${target}.${randomUUID()}.partial`;
    try {
      await write(partial);
      const handle = await open(partial, "r");
      await handle.sync().finally(() => handle.close());
      await rename(partial, target);
    } finally {
      await rm(partial, { force: true });
    }
  };

  const blobs: BlobStore = {
    async put(sha256, bytes) {
      if (await blobs.has(sha256)) return;
      await store(sha256, async (file) => {
        const handle = await open(file, "w", 0o600);
        await handle.writeFile(bytes).finally(() => handle.close());
      });
    },
    async putStream(sha256, stream, maxBytes) {
      let size = 0;
      await store(sha256, async (file) => {
        const hash = createHash("sha256");
        const measured = async function* () {
          for await (const chunk of stream) {
            size += chunk.length;
            if (size > maxBytes) throw new BlobTooLarge(`more than ${maxBytes} bytes`);
            hash.update(chunk);
            yield chunk;
          }
        };
        await pipeline(measured, createWriteStream(file, { mode: 0o600 }));
        if (hash.digest("hex") !== sha256)
          throw new HashMismatch("the bytes do not have the hash that they were sent under");
      });
      return size;
    },
    async get(sha256, range) {
      const file = fileOf(sha256);
      try {
        await stat(file);
      } catch {
        return null;
      }
      return createReadStream(file, range ? { start: range.start, end: range.end } : {});
    },
    async has(sha256) {
      return access(fileOf(sha256)).then(
        () => true,
        () => false,
      );
    },
    async delete(sha256) {
      await rm(fileOf(sha256), { force: true });
    },
  };
  return blobs;
}
