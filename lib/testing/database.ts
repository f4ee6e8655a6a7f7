// A database of its own for a test file: cloned from a template that is migrated once, dropped at the end.
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { migrate } from "#lib/db/migrate.ts";

const migrations = path.resolve(import.meta.dirname, "../../prisma/migrations");
/** Any number, the same in every test process: one of them makes the template, the others wait. */
const TEMPLATE_LOCK = 51_823_117;

export type TestDatabase = { url: string; drop(): Promise<void> };

export async function testDatabase(): Promise<TestDatabase> {
  const server = process.env.PINLIGHT_TEST_DATABASE_URL;
  if (!server)
    throw new Error("PINLIGHT_TEST_DATABASE_URL is not set: run the tests with `npm test` or `npm run test:quick`");
  const template = `pinlight_template_${await fingerprint()}`;
  const name = `pinlight_test_${randomUUID().replaceAll("-", "")}`;
  await asAdministrator(server, async (client) => {
    await client.query("SELECT pg_advisory_lock($1)", [TEMPLATE_LOCK]);
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [template]);
    if (!rowCount) await client.query(`CREATE DATABASE ${template}`);
    // Again each time: who made the template may have been ended before its migrations were.
    await migrate(named(server, template), migrations);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  const drop = () =>
    asAdministrator(server, async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`)));
  return { url: named(server, name), drop };
}

async function fingerprint(): Promise<string> {
  const hash = createHash("sha256");
  for (const entry of (await readdir(migrations)).sort()) {
    if (!entry.endsWith(".toml")) hash.update(await readFile(path.join(migrations, entry, "migration.sql")));
  }
  return hash.digest("hex").slice(0, 12);
}

async function asAdministrator(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await work(client).finally(() => client.end());
}

function named(url: string, database: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${database}`;
  return parsed.href;
}
