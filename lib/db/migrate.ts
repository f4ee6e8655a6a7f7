// Applies prisma/migrations as `prisma migrate deploy` does (same table, checksums and advisory lock), without the Prisma
// CLI: the two can be used on one database in turn. A migration applies as a whole or not at all.
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";

/** The number that Prisma Migrate locks. */
const LOCK = 72707369;

const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

export class NewerDatabase extends Error {
  /** The migrations that the database has and this build has not. */
  readonly unknown: string[];
  constructor(unknown: string[]) {
    super(
      `the database belongs to a newer version of Pinlight: it has the migration ${unknown.join(", ")}, which this ` +
        "version does not know. Start that newer version, or use another database or data folder.",
    );
    this.unknown = unknown;
  }
}

type Migration = { name: string; sql: string; checksum: string };

/**
 * Returns the names of the migrations that it applied. Two at once are safe: the second waits for the first.
 * Throws NewerDatabase before it changes anything, and an Error that names the migration when one fails.
 */
export async function migrate(connectionString: string, dir: string): Promise<string[]> {
  const migrations = await readMigrations(dir);
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    const waiting = await findWaiting(client, migrations);
    for (const migration of waiting) await apply(client, migration);
    return waiting.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function readMigrations(dir: string): Promise<Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  if (names.length === 0) throw new Error(`${dir} holds no migrations`);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(dir, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

async function findWaiting(client: pg.Client, migrations: Migration[]): Promise<Migration[]> {
  await client.query(TABLE);
  const { rows } = await client.query<{ migration_name: string; finished_at: Date | null }>(
    'SELECT "migration_name", "finished_at" FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL',
  );
  const known = new Set(migrations.map(({ name }) => name));
  const newer = rows.map((row) => row.migration_name).filter((name) => !known.has(name));
  if (newer.length > 0) throw new NewerDatabase(newer.sort());
  const failed = rows.find((row) => row.finished_at === null);
  if (failed) {
    throw new Error(
      `migration ${failed.migration_name} was begun by the Prisma CLI and failed: mend the database, then run ` +
        `npx prisma migrate resolve --rolled-back ${failed.migration_name}`,
    );
  }
  const applied = new Set(rows.map((row) => row.migration_name));
  return migrations.filter(({ name }) => !applied.has(name));
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID();
  const columns = '"_prisma_migrations" ("id", "checksum", "migration_name", "started_at"';
  const startedAt = new Date();
  try {
    await client.query("BEGIN");
    await client.query(sql); // whole, without parameters: $$-quoted bodies stay as they are
    await client.query(
      `INSERT INTO ${columns}, "finished_at", "applied_steps_count") VALUES ($1, $2, $3, $4, clock_timestamp(), 1)`,
      [id, checksum, name, startedAt],
    );
    await client.query("COMMIT");
  } catch (error) {
    const message = (error as Error).message;
    // Recorded as rolled back, which it is: the next start tries again.
    await client.query("ROLLBACK");
    await client.query(
      `INSERT INTO ${columns}, "logs", "rolled_back_at") VALUES ($1, $2, $3, $4, $5, clock_timestamp())`,
      [id, checksum, name, startedAt, message],
    );
    throw new Error(`migration ${name}: ${message}`, { cause: error });
  }
}
