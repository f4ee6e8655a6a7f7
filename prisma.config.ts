// Read by the Prisma CLI, a development tool here: at run time lib/db/migrate.ts applies the migrations.
import path from "node:path";
import { defineConfig } from "prisma/config";

// The CLI would download a native engine; this project brings a stand-in over the engine's WebAssembly build.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.resolve(import.meta.dirname, "scripts/schema-engine.mjs");
process.env.CHECKPOINT_DISABLE ??= "1";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://pinlight@127.0.0.1:1/pinlight" },
});
