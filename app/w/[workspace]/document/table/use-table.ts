"use client";
import { proxy, type Remote } from "comlink";
import { useEffect, useState, useSyncExternalStore } from "react";
import { usePageState } from "../../live/use-page.ts";
import { blobAddress } from "../as-blob.ts";
import { closeTable, openTable } from "./open-table.ts";
import type { Origin, TableEngine } from "./table-engine.ts";
import { type Engine, TableModel, type TableState } from "./table-model.ts";
import type { TableSchema } from "./table-schema.ts";

/** The table as it is shown, and what can be asked of it. A new schema takes the old one's place when it is ready. */
export function useTable(schema: TableSchema): { model: TableModel; state: TableState; retry: () => void } {
  const slug = usePageState((state) => state.workspace.slug);
  const [model] = useState(() => new TableModel(schema));
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt opens the same table again.
  useEffect(() => {
    const origin = originOf(schema, slug);
    if (!origin) return;
    const opening = openTable(schema, origin);
    opening.then(
      (engine) => model.open(schema, within(engine)),
      (error) => model.fail(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      opening.then(closeTable, () => undefined);
    };
  }, [model, schema, slug, attempt]);
  const state = useSyncExternalStore(model.subscribe, model.get, model.get);
  return { model, state, retry: () => setAttempt(attempt + 1) };
}

function originOf({ data }: TableSchema, slug: string): Origin | null {
  if ("base64" in data) return data;
  if (!("sha256" in data)) return null;
  return { address: new URL(blobAddress(slug, data), location.href).href, bytes: data.bytes };
}

function within(engine: Remote<TableEngine>): Engine {
  return {
    arrange: (order, tell) => engine.arrange(order, proxy(tell)),
    rows: (from, to, columns) => engine.rows(from, to, columns),
    csv: (most, tell) => engine.csv(most, proxy(tell)),
    histogram: (column) => engine.histogram(column),
  };
}
