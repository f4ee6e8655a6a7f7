import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "#lib/testing/database.ts";
import { migrate, NewerDatabase } from "./migrate.ts";

const migrations = path.resolve(import.meta.dirname, "../../prisma/migrations");
let database: TestDatabase;
let dir: string;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), "pinlight-migrations-"));
  await cp(migrations, dir, { recursive: true });
  return () => rm(dir, { recursive: true });
});

async function add(name: string, sql: string): Promise<void> {
  await mkdir(path.join(dir, name));
  await writeFile(path.join(dir, name, "migration.sql"), sql);
}

async function ask(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  return client
    .query(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

test("a database that has every migration is left as it is", async () => {
  expect(await migrate(database.url, dir)).toEqual([]);
  expect(await ask('SELECT count(*)::int AS n FROM "Partition"')).toEqual([{ n: 16 }]);
});

test("two starts at once apply a migration once, with functions quoted in $$ whole", async () => {
  await add(
    "20990101000000_function",
    "CREATE FUNCTION twice(n int) RETURNS int AS $$ BEGIN RETURN n; END; $$ LANGUAGE plpgsql; CREATE TABLE once (n int);",
  );
  const applied = await Promise.all([migrate(database.url, dir), migrate(database.url, dir)]);
  expect(applied.flat()).toEqual(["20990101000000_function"]);
  expect(await ask("SELECT twice(2) AS n")).toEqual([{ n: 2 }]);
  await ask("DELETE FROM _prisma_migrations WHERE migration_name = '20990101000000_function'");
});

test("a migration that fails leaves nothing behind, and the next start tries it again", async () => {
  await add("20990102000000_half", "CREATE TABLE half (n int); SELECT 1/0;");
  await expect(migrate(database.url, dir)).rejects.toThrow("migration 20990102000000_half: division by zero");
  expect(await ask("SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
  await writeFile(path.join(dir, "20990102000000_half/migration.sql"), "CREATE TABLE half (n int)");
  expect(await migrate(database.url, dir)).toEqual(["20990102000000_half"]);
  await ask("DELETE FROM _prisma_migrations WHERE migration_name = '20990102000000_half'");
});

test("a database of a newer version is refused before anything is changed", async () => {
  await add("20990103000000_newer", "SELECT 1");
  await migrate(database.url, dir);
  await add("20990104000000_waiting", "CREATE TABLE waiting (n int)");
  await rm(path.join(dir, "20990103000000_newer"), { recursive: true });
  const refused = migrate(database.url, dir);
  await expect(refused).rejects.toThrow(NewerDatabase);
  await expect(refused).rejects.toThrow(/newer version of Pinlight.*20990103000000_newer/);
  expect(await ask("SELECT to_regclass('waiting') AS waiting")).toEqual([{ waiting: null }]);
});
