"use client";
import { usePage, usePageState } from "../live/use-page.ts";
import { currentDocument, currentPath, isGone, pinnedGone } from "../shell/slices.ts";
import { clock } from "../shell/words.ts";

/** Lies over the top of the paper: the pinned file is gone or has another name. Its last results stay under it. */
export function PinNote() {
  const gone = usePageState(pinnedGone);
  const path = usePageState(currentPath);
  const isAway = usePageState(isGone);
  const view = usePageState(currentDocument)?.view;
  if (gone && gone.path === path)
    return <PinnedGone path={gone.path} renamedTo={gone.renamedTo} run={view?.run ?? 0} />;
  if (!isAway || !view || view.run === 0) return null;
  return (
    <div className="pin-note pin-note-floating">
      <p>
        <strong>{view.path} is not in the workspace any more.</strong> You see its last results, of run {view.run}.
      </p>
    </div>
  );
}

type Props = { path: NonNullable<ReturnType<typeof pinnedGone>>["path"]; renamedTo: string | null; run: number };

function PinnedGone({ path, renamedTo, run }: Props) {
  const page = usePage();
  const departure = usePageState((state) => state.departures).get(path);
  const at = departure ? ` at ${clock(departure.at)}` : "";
  return (
    <div className="pin-note pin-note-floating">
      {renamedTo === null ? (
        <p>
          <strong>
            {departure?.by ?? "Somebody"} removed {path}
            {at}.
          </strong>{" "}
          You see its last results, of run {run}.
        </p>
      ) : (
        <p>
          <strong>
            {path} is now {renamedTo}.
          </strong>{" "}
          Same contents{departure ? `, renamed by ${departure.by}${at}` : ""}.
        </p>
      )}
      <div className="notice-actions">
        {renamedTo !== null && (
          <button type="button" className="button button-main" onClick={() => page.do({ type: "follow-the-rename" })}>
            Follow the rename
          </button>
        )}
        <button
          type="button"
          className={renamedTo === null ? "button button-main" : "button"}
          onClick={() => page.do({ type: "unpin" })}
        >
          Unpin <kbd>P</kbd>
        </button>
      </div>
    </div>
  );
}
