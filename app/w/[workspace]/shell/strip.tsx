"use client";
import { usePage, usePageState } from "../live/use-page.ts";
import { AgentCell } from "./agent-cell.tsx";
import { ConnectionCell } from "./connection-cell.tsx";
import { Elsewhere } from "./elsewhere.tsx";
import { RunCells } from "./run-cells.tsx";
import { currentView, isGone, mayCancel } from "./slices.ts";
import { NARROW, useMedia } from "./words.ts";

/** Everything about the machinery, in one quiet line. */
export function Strip() {
  const narrow = useMedia(NARROW);
  const view = usePageState(currentView);
  const gone = usePageState(isGone);
  return (
    <footer className="strip">
      <ConnectionCell />
      <AgentCell />
      {narrow && <Elsewhere inStrip />}
      <div className="strip-end">
        {view && !gone && <RunCells view={view} />}
        {view?.status === "running" && <CancelRun />}
      </div>
    </footer>
  );
}

function CancelRun() {
  const page = usePage();
  if (!usePageState(mayCancel)) return null;
  return (
    <button type="button" className="strip-cell strip-action" onClick={() => void page.cancelRun()}>
      Cancel
    </button>
  );
}
