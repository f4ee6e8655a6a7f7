import { expose, proxy } from "comlink";
import { type Origin, TableEngine } from "./table-engine.ts";
import type { TableSchema } from "./table-schema.ts";

/** All tables of a page share one worker. */
const api = { open: (schema: TableSchema, origin: Origin) => proxy(new TableEngine(schema, origin)) };
export type TableWorker = typeof api;

expose(api);
