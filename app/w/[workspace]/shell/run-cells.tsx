"use client";
import type { BlockView, DocumentView } from "#lib/core/document-view.ts";
import type { Cause } from "#lib/protocol/live.ts";
import { Elapsed } from "./elapsed.tsx";
import { StageBar, stagesOf, totalOf } from "./stages.tsx";
import { seconds } from "./words.ts";

/** Why a run was, where its viewers could not know it: a save or a file that was read says so itself. */
const causeWords: Record<Cause, string | null> = {
  edit: null,
  dependency: null,
  load: null,
  retry: null,
  audit: "an audit found results that a fresh run does not give",
};

/** What the newest run does or did, at the strip's right end. */
export function RunCells({ view }: { view: DocumentView }) {
  const { run, status, error } = view;
  const name = <strong>Run {run}</strong>;
  switch (status) {
    case "never-run":
      return <span className="strip-cell">Not run yet</span>;
    case "queued":
      return (
        <span className="strip-cell">
          <i className="glyph glyph-queued" />
          {run > 0 ? <strong>Next run</strong> : <strong>Run</strong>} queued
        </span>
      );
    case "running":
      return <Running view={view} />;
    case "superseded":
      return (
        <span className="strip-cell">
          <i className="glyph glyph-skipped" />
          Run {run} stopped: a newer change replaced it
        </span>
      );
    case "cancelled":
      return (
        <span className="strip-cell">
          <i className="glyph glyph-skipped" />
          {name} cancelled
        </span>
      );
    default:
      return (
        <>
          {error && <RunFailure view={view} />}
          <span className={error ? "strip-cell only-wide" : "strip-cell"}>
            {name} <span className="only-wide">{tally(view.blocks)}</span>
          </span>
          <RunCause view={view} />
          <RunTime view={view} />
        </>
      );
  }
}

function Running({ view }: { view: DocumentView }) {
  const at = view.blocks.find((block) => block.state === "running");
  return (
    <>
      <span className="strip-cell only-wide">
        <strong>Run {view.run}</strong> {at && `block ${at.ordinal} of ${view.blocks.length}`}
      </span>
      <span className="strip-cell only-wide">{tally(view.blocks)}</span>
      <RunCause view={view} />
      <span className="strip-cell">
        <i className="glyph glyph-running" />
        <Elapsed key={view.run} />
      </span>
    </>
  );
}

function RunCause({ view: { cause } }: { view: DocumentView }) {
  const words = cause && causeWords[cause];
  if (!words) return null;
  return (
    <span className="strip-cell only-wide" title={words}>
      <span className="truncate">{words}</span>
    </span>
  );
}

function RunFailure({ view }: { view: DocumentView }) {
  const { error } = view;
  if (!error) return null;
  const isTrouble = error.code !== "exited";
  const words = <span className="truncate">{error.message}</span>;
  const cell = { className: "strip-cell", title: error.hint, "data-tone": isTrouble ? "fail" : undefined };
  return error.block ? (
    <a {...cell} href={`#${error.block}`}>
      {words}
    </a>
  ) : (
    <span {...cell}>{words}</span>
  );
}

/** Where the time went. */
function RunTime({ view: { timings } }: { view: DocumentView }) {
  if (timings.kernelMs === undefined) return null;
  const stages = stagesOf(timings);
  const words = Object.entries(stages).map(([stage, ms]) => `${stage} ${seconds(ms)}`);
  return (
    <span className="strip-cell only-wide" title={words.join(", ")}>
      <StageBar stages={stages} />
      {seconds(totalOf(stages))}
    </span>
  );
}

/** "6 ran, 2 cached, 1 failed": only what there is. */
function tally(blocks: readonly BlockView[]): string {
  const parts: [BlockView["state"], string][] = [
    ["ran", "ran"],
    ["kept", "cached"],
    ["failed", "failed"],
    ["stale", "stale"],
  ];
  return parts
    .map(([state, word]) => [blocks.filter((block) => block.state === state).length, word] as const)
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${n} ${word}`)
    .join(", ");
}
