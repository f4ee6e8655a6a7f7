import { readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import type { Installation } from "../e2e/harness/installation.ts";

/** A connection to an installation's own database, for whoever ends it. */
export async function databaseOf(installation: Installation): Promise<pg.Client> {
  const given = JSON.parse(await readFile(path.join(installation.dataDir, "environment.json"), "utf8"));
  const database = new pg.Client({ connectionString: given.DATABASE_URL });
  await database.connect();
  return database;
}

/** Settles when so many documents have run, and none has failed. */
export async function allRan(database: pg.Client, documents: number): Promise<void> {
  for (;;) {
    const { rows } = await database.query(`SELECT path, status FROM "Document"`);
    const failed = rows.filter(({ status }) => status === "failed");
    if (failed.length > 0)
      throw new Error(`documents of the bench failed: ${failed.map(({ path }) => path).join(", ")}`);
    if (rows.filter(({ status }) => status === "ok").length === documents) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
