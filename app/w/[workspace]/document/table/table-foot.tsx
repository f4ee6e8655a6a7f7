"use client";
import type { TableState } from "./table-model.ts";
import { grouped } from "./table-words.ts";

type Props = {
  state: TableState;
  count: number;
  seen: { first: number; end: number };
  goTo: (row: number) => void;
  retry: () => void;
};

/** Which rows are in view, how the work goes, and a page up or down. */
export function TableFoot({ state, count, seen, goTo, retry }: Props) {
  const page = seen.end - seen.first;
  return (
    <div className="frame-foot">
      <span>{wordsOf(state, count, seen)}</span>
      <span role="status" className={state.fault ? undefined : "sr-only"}>
        {state.fault ?? (state.order.filter.trim() === "" ? "" : `${grouped(count)} rows match`)}
      </span>
      {state.fault && (
        <button type="button" className="text-link" onClick={retry}>
          Try again
        </button>
      )}
      <span className="frame-pages">
        <button
          type="button"
          className="icon-button"
          aria-label="Previous rows"
          disabled={seen.first === 0}
          onClick={() => goTo(seen.first - page)}
        >
          <i className="icon icon-chevron icon-back" />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label="Next rows"
          disabled={seen.end >= count}
          onClick={() => goTo(seen.end)}
        >
          <i className="icon icon-chevron" />
        </button>
      </span>
    </div>
  );
}

function wordsOf({ order, busy, fault, schema }: TableState, count: number, seen: Props["seen"]): string {
  // Short work is not told: words that come and go say nothing.
  if (busy !== null && busy > 0 && busy < 1 && !fault) return `Looking through rows, ${Math.floor(busy * 100)} %`;
  const isFiltered = order.filter.trim() !== "";
  if (count === 0) return isFiltered ? "No row matches" : "No rows";
  const rows = `Rows ${grouped(seen.first + 1)} to ${grouped(seen.end)} of ${grouped(count)}`;
  return isFiltered ? `${rows} that match, of ${grouped(schema.kept)}` : rows;
}
