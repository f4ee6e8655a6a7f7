// The few statements of the hot path go to Postgres as prepared statements over a pool of their own: planning a large
// statement costs more than running it, and Prisma's raw queries are planned anew each time.
import { createHash } from "node:crypto";
import pg from "pg";
import type { Prisma } from "#lib/generated/prisma/client.ts";

/** Runs one statement, built with Prisma.sql; rows as plain objects. Bigints and numerics arrive as text. */
export type Sql = <T>(statement: Prisma.Sql) => Promise<T[]>;
export type SqlPool = { sql: Sql; close(): Promise<void> };

export function openSql(databaseUrl: string, options: { max?: number; flush?: boolean } = {}): SqlPool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.max ?? 10,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    // Unflushed, a commit does not wait for the disk: a crash of Postgres may lose the last ones, in order.
    options: `-c timezone=UTC -c plan_cache_mode=force_generic_plan${options.flush === false ? " -c synchronous_commit=off" : ""}`,
  });
  // A connection that dies while idle is replaced; without a listener it would end the process.
  pool.on("error", () => undefined);
  const names = new Map<string, string>();
  const nameOf = (text: string) => {
    const known = names.get(text);
    if (known) return known;
    const name = createHash("sha256").update(text).digest("hex").slice(0, 32);
    names.set(text, name);
    return name;
  };
  return {
    async sql<T>(statement: Prisma.Sql) {
      const { text, values } = statement;
      const { rows } = await pool.query({ name: nameOf(text), text, values });
      return rows as T[];
    },
    close: () => pool.end(),
  };
}

/** A moment as a column without zone takes it: in UTC, whatever the process's own zone. */
export function utcText(moment: Date | null): string | null {
  return moment === null ? null : moment.toISOString().replace("Z", "");
}
