"use client";
import { lazy, Suspense, useContext, useMemo, useRef } from "react";
import type { Bundle } from "#lib/protocol/element.ts";
import { useIsBrowser } from "../../shell/words.ts";
import { StillContext } from "../still.ts";
import { useNear } from "../use-near.ts";
import { firstRows } from "./first-rows.ts";
import { ROWS_IN_VIEW, StillTable } from "./still-table.tsx";
import { hasHistograms } from "./table-model.ts";
import { type TableSchema, whereColumnsAre } from "./table-schema.ts";
import { leftOut } from "./table-words.ts";

/** What sorts, filters and scrolls comes when a table comes near the screen. */
const TableGrid = lazy(() => import("./table-grid.tsx"));

type Props = { schema: TableSchema; bundle: Bundle; label: string };

/** A table of columns, of which the first paint has the first rows. */
export function TableResult({ schema, bundle, label }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const isNear = useNear(place);
  const isBrowser = useIsBrowser();
  const html = bundle["text/html"];
  const most = useContext(StillContext)?.tableRows ?? ROWS_IN_VIEW;
  const rows = useMemo(() => firstRows(schema, html, most), [schema, html, most]);
  const text = bundle["text/plain"];
  const still = <StillTable schema={schema} rows={rows} most={most} label={label} />;
  const moves = isBrowser && isNear && whereColumnsAre(schema) !== "nowhere";
  return (
    <div ref={place} className="result table-result" data-spark={hasHistograms(schema) || undefined}>
      {moves ? (
        <Suspense fallback={still}>
          <TableGrid schema={schema} first={rows} label={label} />
        </Suspense>
      ) : (
        still
      )}
      {leftOut(schema).map((words) => (
        <p key={words} className="stale-note">
          {words}
        </p>
      ))}
      {rows.length === 0 && typeof text === "string" && (
        <noscript>
          <pre className="stdout">{text}</pre>
        </noscript>
      )}
    </div>
  );
}
