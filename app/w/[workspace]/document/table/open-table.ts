import { type Remote, releaseProxy, wrap } from "comlink";
import type { Origin, TableEngine } from "./table-engine.ts";
import type { TableSchema } from "./table-schema.ts";
import type { TableWorker } from "./table-worker.ts";

type Started = { api: Remote<TableWorker>; failed: Promise<never> };

let started: Started | null = null;

/** The table in the page's worker. */
export async function openTable(schema: TableSchema, origin: Origin): Promise<Remote<TableEngine>> {
  started ??= start();
  const { api, failed } = started;
  return Promise.race([api.open(schema, origin), failed]);
}

export function closeTable(engine: Remote<TableEngine>): void {
  engine[releaseProxy]();
}

function start(): Started {
  const worker = new Worker(new URL("./table-worker.ts", import.meta.url), { type: "module" });
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener("error", () => {
      started = null;
      reject(new Error("This browser did not start what reads tables."));
    });
  });
  // It is heard where a table waits for it.
  failed.catch(() => undefined);
  return { api: wrap<TableWorker>(worker), failed };
}
