// `npm run migrate:new -- NAME`: writes the next migration from what prisma/schema.prisma has and the migrations have not.
// It needs no database of yours: a Postgres of its own runs meanwhile.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { register } from "tsx/esm/api";

const name = process.argv[2];
if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) {
  process.stderr.write("usage: npm run migrate:new -- NAME   (a-z, 0-9 and _: what the migration does)\n");
  process.exit(2);
}

register();
const { startTestServices } = await import("./testing/test-services.ts");
const root = path.resolve(import.meta.dirname, "..");
const folder = path.join(root, "prisma/migrations");
const before = new Set(existsSync(folder) ? readdirSync(folder) : []);

const services = await startTestServices(root);
const url = new URL(services.databaseUrl);
url.pathname = "/next_migration";
const prisma = path.join(root, "node_modules/prisma/build/index.js");
const { status } = spawnSync(process.execPath, [prisma, "migrate", "dev", "--create-only", "--name", name], {
  cwd: root,
  env: { ...process.env, DATABASE_URL: url.href },
  stdio: ["ignore", "inherit", "inherit"],
});
await services.stop();

// The exit code alone is no proof: the file is looked at.
const made = readdirSync(folder).find((entry) => !before.has(entry) && entry.endsWith(`_${name}`));
const sql = made ? readFileSync(path.join(folder, made, "migration.sql"), "utf8") : "";
const statements = sql.replaceAll(/^--.*$/gm, "").trim();
if (made && statements === "") rmSync(path.join(folder, made), { recursive: true });
if (statements === "") {
  process.stderr.write("No migration was written: the schema has nothing that the migrations have not.\n");
  process.exit(status || 1);
}
process.stdout.write(`prisma/migrations/${made}/migration.sql\n`);
