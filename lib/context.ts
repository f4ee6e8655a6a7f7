// The only place that chooses drivers and opens connections: everything else is handed a Context.
import path from "node:path";
import { type Logger, pino } from "pino";
import { folderBlobStore } from "#lib/blobs/folder.ts";
import type { BlobStore } from "#lib/blobs/port.ts";
import { type Config, readConfig } from "#lib/config.ts";
import { type Db, openDb } from "#lib/db/client.ts";
import { openSql, type SqlPool } from "#lib/db/sql.ts";
import type { Nudges } from "#lib/nudges/port.ts";
import { openRedisNudges } from "#lib/nudges/redis.ts";

export type Context = {
  config: Config;
  db: Db;
  sql: SqlPool["sql"];
  closeSql: SqlPool["close"];
  nudges: Nudges;
  blobs: BlobStore;
  log: Logger;
};

export function openContext(config: Config, process: string): Context {
  const log = pino({ level: config.logLevel, base: { process }, timestamp: pino.stdTimeFunctions.isoTime });
  const { sql, close: closeSql } = openSql(config.databaseUrl);
  return {
    config,
    sql,
    closeSql,
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
