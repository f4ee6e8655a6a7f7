"use client";
import type { ActivityRun } from "#lib/protocol/activity.ts";
import { type Chosen, nameOf, runAddress } from "../../w/[workspace]/live/address.ts";
import { usePageState } from "../../w/[workspace]/live/use-page.ts";
import { StageBar, stagesOf, totalOf } from "../../w/[workspace]/shell/stages.tsx";
import { count, seconds } from "../../w/[workspace]/shell/words.ts";

/** More cells than this would push the name out: then each stands for several blocks. */
const CELLS = 24;

type Props = { run: ActivityRun; scale: number; chosen: Chosen | null; onChoose: (chosen: Chosen | null) => void };

/** A run is one line: what ran in it, where its time went; pressed, it is compared with the one before. */
export function RunRow({ run, scale, chosen, onChoose }: Props) {
  const slug = usePageState((state) => state.workspace.slug);
  const side = chosen?.b === run.number ? "B" : chosen?.a === run.number ? "A" : "";
  const stages = stagesOfRun(run);
  return (
    <div className="run-line">
      <button
        type="button"
        className="run-row"
        aria-pressed={side !== ""}
        aria-label={wordsOf(run, side)}
        disabled={!run.isKnown}
        title="Compare with the run before"
        onClick={() => onChoose(side === "B" ? null : { a: null, b: run.number })}
      >
        <span className="run-side">{side}</span>
        <strong>{run.number}</strong>
        <span className="truncate">{nameOf(run.path)}</span>
        <BlockMap cells={run.cells} />
        <StageBar stages={stages} scale={scale} />
        <span className="run-time">
          {isUnderWay(run) ? <i className="glyph glyph-running" /> : seconds(totalOf(stages))}
        </span>
      </button>
      {run.isKnown && (
        <a
          className="run-open"
          href={runAddress(slug, run.number)}
          title={`${nameOf(run.path)} as it was after this run`}
        >
          <span className="sr-only">Open run {run.number}</span>
          <i className="icon icon-clock" />
        </a>
      )}
    </div>
  );
}

function BlockMap({ cells }: { cells: string }) {
  const each = Math.max(1, Math.ceil(cells.length / CELLS));
  const groups = Array.from({ length: Math.ceil(cells.length / each) }, (_, index) =>
    worst(cells.slice(index * each, (index + 1) * each)),
  );
  return (
    <span className="block-map" aria-hidden="true">
      {groups.map((cell, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place.
        <i key={index} className={cell} />
      ))}
    </span>
  );
}

const worst = (cells: string) => ["f", "q", "r", "k"].find((cell) => cells.includes(cell));

const isUnderWay = ({ status }: ActivityRun) => status === "claimed" || status === "running";

/** A run that told no timings took at least its time. */
const stagesOfRun = ({ timings, tookMs }: ActivityRun) => stagesOf({ kernelMs: tookMs ?? 0, ...timings });

/** The longest run's time, in ms: all bars share one scale. */
export function longest(runs: ActivityRun[]): number {
  return Math.max(1, ...runs.map((run) => totalOf(stagesOfRun(run))));
}

function wordsOf(run: ActivityRun, side: string): string {
  const failed = [...run.cells].filter((cell) => cell === "f").length;
  const ran = [...run.cells].filter((cell) => cell === "r" || cell === "f").length;
  const parts = [
    `Run ${run.number} of ${nameOf(run.path)}`,
    ...(side ? [`side ${side}`] : []),
    isUnderWay(run) ? "running" : seconds(totalOf(stagesOfRun(run))),
    `${count(ran, "block")} of ${run.cells.length} ran`,
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return parts.join(", ");
}
