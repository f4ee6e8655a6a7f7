// What services are handed. They import ports and the database, never a driver.
import type { BlobStore } from "#lib/blobs/port.ts";
import type { Db } from "#lib/db/client.ts";
import type { Nudges } from "#lib/nudges/port.ts";

export type ServiceContext = {
  db: Db;
  nudges: Nudges;
  blobs: BlobStore;
  config: { secret: string; publicUrl: string };
};
