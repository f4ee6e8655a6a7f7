"use client";
import { usePage, usePageState } from "../live/use-page.ts";
import { clock, count } from "./words.ts";

/** Quiet while all is well; reversed when what one sees may be old. */
export function ConnectionCell() {
  const page = usePage();
  const connection = usePageState((state) => state.connection);
  switch (connection.phase) {
    case "connecting":
      return (
        <span className="strip-cell">
          <i className="glyph glyph-running" />
          Connecting
        </span>
      );
    case "live":
      return (
        <span className="strip-cell">
          <i className="glyph glyph-live" />
          {connection.caughtUp ? <CaughtUp runs={connection.caughtUp.runs} /> : "Live"}
        </span>
      );
    case "reconnecting":
    case "offline": {
      const isOffline = connection.phase === "offline";
      return (
        <button type="button" className="strip-cell" data-tone="off" onClick={() => page.connectNow()}>
          <i className={isOffline ? "glyph glyph-off" : "glyph glyph-stale"} />
          {isOffline ? "You are offline" : "Reconnecting"}. Showing results of {clock(connection.since)}
        </button>
      );
    }
    case "no-access":
      return (
        <span className="strip-cell" data-tone="off">
          <i className="glyph glyph-off" />
          No access
        </span>
      );
  }
}

function CaughtUp({ runs }: { runs: number }) {
  return (
    <>
      <strong>Caught up</strong>
      {runs > 0 && <span>{count(runs, "run")} while you were away</span>}
    </>
  );
}
