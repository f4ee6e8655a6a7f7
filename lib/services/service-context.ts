// What services are handed. They import ports and the database, never a driver.
import type { BlobStore } from "#lib/blobs/port.ts";
import type { Db } from "#lib/db/client.ts";
import type { Sql } from "#lib/db/sql.ts";
import type { Nudges } from "#lib/nudges/port.ts";

export type ServiceContext = {
  db: Db;
  /** For the statements of the hot path. */
  sql: Sql;
  /** For statements that may be lost in a crash of Postgres, because a flushed one that needs them comes after. */
  sqlUnflushed: Sql;
  nudges: Nudges;
  blobs: BlobStore;
  config: { secret: string; publicUrl: string };
};
