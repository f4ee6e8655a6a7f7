// The one-shot service that brings the database to this version before the others start.
import path from "node:path";
import { migrate } from "#lib/db/migrate.ts";

const url = process.env.DATABASE_URL;
if (!url) throw new Error("DATABASE_URL is not set: it names the database to bring up to date");
const applied = await migrate(url, path.resolve("prisma/migrations"));
process.stdout.write(`migrations applied: ${applied.join(", ") || "none, the database is up to date"}\n`);
