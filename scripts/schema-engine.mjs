#!/usr/bin/env node
// Stands in for Prisma's native schema engine, which the Prisma CLI would download: same arguments, same JSON-RPC over
// standard input and output, but the work is done by the engine's WebAssembly build from npm over `pg`.
// prisma.config.ts names this file; `npx prisma migrate …` then works with no network.
//
// The pieces have seven faults between them. Each work-round is marked [1] to [7], here and in schema-engine/*.mjs.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as wasm from "@prisma/schema-engine-wasm/schema_engine_bg";
import { canConnect, createDatabase, databaseOf } from "./schema-engine/databases.mjs";
import { openSession, openShadowSession } from "./schema-engine/session.mjs";

const words = process.argv.slice(2);
const valuesOf = (flag) => words.flatMap((word, index) => (word === flag ? [words[index + 1]] : []));
const datasource = JSON.parse(valuesOf("--datasource")[0] ?? "{}");

if (words.includes("--version") || words.includes("-V")) process.stdout.write("schema-engine-cli wasm\n");
else if (words.includes("cli")) await runSubcommand(words[words.indexOf("cli") + 1]);
else serveJsonRpc();

/** `schema-engine cli can-connect-to-database` and `create-database`. */
async function runSubcommand(name) {
  const database = databaseOf(datasource.url);
  const fail = (fields) => {
    // The CLI skips the first line and reads the others as JSON.
    process.stderr.write(
      `schema-engine\n${JSON.stringify({ level: "ERROR", target: "schema_engine::logger", fields })}`,
    );
    process.exit(1);
  };
  try {
    if (name === "can-connect-to-database") {
      const fault = await canConnect(database);
      if (fault) fail(fault);
    } else if (name === "create-database") await createDatabase(database);
    else fail({ message: `this schema engine has no command ${name}` });
  } catch (error) {
    fail({ message: error.message });
  }
}

function serveJsonRpc() {
  const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  let factory;
  let opening;
  const engine = () => {
    factory ??= bindMigrationAwareSqlAdapterFactory(sessionFactory());
    opening ??= openEngine(factory);
    return opening;
  };
  // Strictly one after the other: the engine keeps state between calls.
  let last = Promise.resolve();
  createInterface({ input: process.stdin })
    .on("line", (line) => {
      if (line.trim() === "") return;
      const { id, method, params } = JSON.parse(line);
      if (!method) return; // the CLI's answer to our own `print`
      last = last.then(async () => {
        try {
          send({ id, result: (await answer(engine, method, params, send)) ?? {} });
        } catch (error) {
          send({ id, error: describeFault(error, factory) });
        }
      });
    })
    .on("close", () => last.then(() => process.exit(0)));
}

async function answer(engine, method, params, send) {
  if (method === "createDatabase") return { databaseName: await createDatabase(databaseOf(datasource.url)) };
  if (method === "ensureConnectionValidity") {
    const fault = await canConnect(databaseOf(datasource.url));
    if (fault) throw Object.assign(new Error(fault.message), { code: fault.error_code });
    return {};
  }
  const opened = await engine();
  // [1] These two read the schema of the existing migrations from a cache that only devDiagnostic fills: the
  // WebAssembly build cannot open a shadow database in the middle of them.
  if (method === "evaluateDataLoss" || method === "createMigration") {
    await opened.devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters });
  }
  const result = await opened[method === "getDatabaseVersion" ? "version" : method](params);
  if (method !== "diff" || result?.stdout == null) return result;
  // The native engine prints a diff by calling its client back.
  send({ id: 1_000_000, method: "print", params: { content: result.stdout } });
  return { ...result, stdout: null };
}

/** In the shape that the CLI reads. What the driver threw travels by a number through the factory's registry. */
function describeFault(error, factory) {
  const number = /External error \(reason code: (\d+)\)|external.*?id.*?(\d+)/i.exec(error?.message ?? "");
  const inner = number ? factory?.errorRegistry.consumeError(Number(number[1] ?? number[2])) : undefined;
  const cause = inner?.error ?? error;
  const known = typeof error?.code === "string" && /^P\d{4}$/.test(error.code);
  return {
    code: 4466,
    message: "An error happened. Check the data field for details.",
    data: {
      is_panic: error instanceof WebAssembly.RuntimeError,
      message: String(cause?.cause?.message ?? cause?.message ?? cause),
      error_code: known ? error.code : undefined,
      meta: null,
    },
  };
}

function sessionFactory() {
  const database = databaseOf(datasource.url ?? "postgresql://localhost/none");
  return {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => openSession(database),
    connectToShadowDb: () =>
      datasource.shadowDatabaseUrl
        ? openSession(databaseOf(datasource.shadowDatabaseUrl))
        : openShadowSession(database),
  };
}

async function openEngine(factory) {
  // [2] A panic of the engine looks for this global and, without it, ends in a second, meaningless fault.
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => process.stderr.write(`${message}\n`) };
  const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const code = readFileSync(path.join(path.dirname(entry), "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(code, { "./schema_engine_bg.js": wasm });
  wasm.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const datamodels = valuesOf("--datamodels").map((file) => [file, readFileSync(file, "utf8")]);
  const log = (message) => process.env.DEBUG?.includes("schema-engine") && process.stderr.write(`${message}\n`);
  return wasm.SchemaEngine.new({ datamodels: datamodels.length > 0 ? datamodels : undefined }, log, factory);
}
