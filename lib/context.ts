// The only place that chooses drivers and opens connections: everything else is handed a Context.
import path from "node:path";
import { type Logger, pino } from "pino";
import { folderBlobStore } from "#lib/blobs/folder.ts";
import type { BlobStore } from "#lib/blobs/port.ts";
import { type Config, readConfig } from "#lib/config.ts";
import { type Db, openDb } from "#lib/db/client.ts";
import { openSql, type Sql } from "#lib/db/sql.ts";
import type { Nudges } from "#lib/nudges/port.ts";
import { openRedisNudges } from "#lib/nudges/redis.ts";

export type Context = {
  config: Config;
  db: Db;
  sql: Sql;
  sqlUnflushed: Sql;
  closeSql(): Promise<unknown>;
  nudges: Nudges;
  blobs: BlobStore;
  log: Logger;
};

export function openContext(config: Config, process: string): Context {
  const log = pino({ level: config.logLevel, base: { process }, timestamp: pino.stdTimeFunctions.isoTime });
  const flushed = openSql(config.databaseUrl);
  const unflushed = openSql(config.databaseUrl, { flush: false, max: 4 });
  return {
    config,
    sql: flushed.sql,
    sqlUnflushed: unflushed.sql,
    closeSql: () => Promise.all([flushed.close(), unflushed.close()]),
    log,
    db: openDb(config.databaseUrl),
    nudges: openRedisNudges(config.redisUrl, (error) => log.warn({ error: error.message }, "redis")),
    blobs: folderBlobStore(path.join(config.dataDir, "blobs")),
  };
}

export async function closeContext(context: Context): Promise<void> {
  await Promise.allSettled([context.nudges.close(), context.db.$disconnect(), context.closeSql()]);
}

const held = globalThis as unknown as { pinlightContext?: Context };

/** The web process's context: opened at the first request, so that building the pages needs no service. */
export async function getContext(): Promise<Context> {
  held.pinlightContext ??= openContext(readConfig(), "web");
  return held.pinlightContext;
}
