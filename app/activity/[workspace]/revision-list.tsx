"use client";
import type { ActivityRevision } from "#lib/protocol/activity.ts";
import { addressOf, type Chosen, nameOf } from "../../w/[workspace]/live/address.ts";
import { usePageState } from "../../w/[workspace]/live/use-page.ts";
import { stageNames } from "../../w/[workspace]/shell/stages.tsx";
import { Who } from "../../w/[workspace]/shell/who.tsx";
import { count } from "../../w/[workspace]/shell/words.ts";
import { longest, RunRow } from "./run-row.tsx";
import type { ActivityList } from "./use-activity.ts";
import { When } from "./when.tsx";

type Filter = {
  file: string | null;
  words: string;
  setFile: (file: string | null) => void;
  setWords: (words: string) => void;
};
type Props = {
  activity: ActivityList;
  filter: Filter;
  chosen: Chosen | null;
  onChoose: (chosen: Chosen | null) => void;
};

/** Revisions, newest first, each with the runs that followed from it. */
export function RevisionList({ activity, filter, chosen, onChoose }: Props) {
  const { revisions, more, isLoading, failure } = activity;
  const scale = longest(revisions.flatMap(({ runs }) => runs));
  return (
    <section className="revisions" aria-labelledby="revisions-title" aria-busy={isLoading}>
      <div className="revisions-head">
        <h1 className="page-title" id="revisions-title">
          Activity
        </h1>
        <Filters filter={filter} />
        <Legend />
      </div>
      {failure && (
        <p className="activity-note" role="alert">
          {failure} What is shown may be old.
        </p>
      )}
      {activity.isLive === false && !failure && (
        <p className="activity-note" role="status">
          No connection: what is new is not shown yet.
        </p>
      )}
      {revisions.length === 0 && !isLoading && <Nothing filtered={filter.file !== null || filter.words !== ""} />}
      {revisions.map((revision) => (
        <Revision key={revision.number} revision={revision} scale={scale} chosen={chosen} onChoose={onChoose} />
      ))}
      {more && (
        <p className="activity-note">
          <button type="button" className="button" disabled={isLoading} onClick={activity.loadOlder}>
            {isLoading ? "Loading" : "Older"}
          </button>
        </p>
      )}
    </section>
  );
}

function Filters({ filter: { file, words, setFile, setWords } }: { filter: Filter }) {
  return (
    <div className="filters">
      <input
        className="field"
        type="search"
        placeholder="File, person or message"
        aria-label="Filter activity"
        maxLength={200}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      {file !== null && (
        <button
          type="button"
          className="button"
          aria-label={`Show all files, not ${file} alone`}
          onClick={() => setFile(null)}
        >
          <span className="truncate">{nameOf(file)}</span>
          <i className="icon icon-close" />
        </button>
      )}
    </div>
  );
}

function Legend() {
  return (
    <p className="legend">
      {stageNames.map(([stage, words]) => (
        <span key={stage}>
          <i className={`stage-${stage}`} />
          {words}
        </span>
      ))}
    </p>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  return (
    <p className="activity-note">
      {filtered
        ? "Nothing matches this filter."
        : "Nothing has happened yet. The first save will be the first line here."}
    </p>
  );
}

type RevisionProps = Omit<Props, "activity" | "filter"> & { revision: ActivityRevision; scale: number };

function Revision({ revision, scale, chosen, onChoose }: RevisionProps) {
  const { number, byName, at, runs, runCount } = revision;
  const stopped = runs.filter(({ status }) => status === "superseded" || status === "cancelled");
  const told = runs.filter((run) => !stopped.includes(run));
  return (
    <article className="revision" aria-label={`Revision ${number}`}>
      <div className="revision-line">
        <Who viewer={{ id: byName as never, name: byName }} />
        <h3 className="truncate" title={revision.message ?? undefined}>
          {titleOf(revision)}
        </h3>
        <When at={at} />
        <p>
          <span>Revision {number}</span>·<Origin revision={revision} />·<Files revision={revision} />
        </p>
      </div>
      {runs.length > 0 && (
        <div className="runs">
          {told.map((run) => (
            <RunRow key={run.number} run={run} scale={scale} chosen={chosen} onChoose={onChoose} />
          ))}
          {stopped.map(({ number: run, path, status }) => (
            <p key={run} className="run-note">
              <i className="glyph glyph-skipped" />
              Run {run} of {nameOf(path)}{" "}
              {status === "cancelled" ? "was cancelled" : "stopped: a newer change replaced it"}
            </p>
          ))}
          {runCount > runs.length && <p className="run-note">and {count(runCount - runs.length, "more run")}</p>}
        </div>
      )}
    </article>
  );
}

function Origin({ revision: { origin, byName } }: { revision: ActivityRevision }) {
  const icon = origin === "git" ? "icon-git" : "icon-laptop";
  return (
    <>
      <i className={`icon ${icon}`} aria-hidden="true" />
      <span>{origin === "git" ? `git push, ${byName}` : byName}</span>
    </>
  );
}

function Files({ revision: { files, fileCount } }: { revision: ActivityRevision }) {
  const slug = usePageState((state) => state.workspace.slug);
  const [one] = files;
  if (fileCount !== 1 || !one) {
    return <span title={files.map(({ path }) => path).join("\n")}>{count(fileCount, "file")}</span>;
  }
  const words = one.change === "renamed" && one.from ? `${nameOf(one.from)} → ${nameOf(one.path)}` : nameOf(one.path);
  if (one.change === "removed") return <span>{words} removed</span>;
  return (
    <a className="quiet-link" href={addressOf(slug, one.path)} title={one.path}>
      {words}
    </a>
  );
}

/** Its message's first line, or what it did. */
function titleOf({ message, files, fileCount }: ActivityRevision): string {
  const line = message?.trim().split("\n")[0];
  if (line) return line;
  const [one] = files;
  if (fileCount !== 1 || !one) return `${count(fileCount, "file")} changed`;
  return `${nameOf(one.path)} ${one.change === "modified" ? "changed" : one.change}`;
}
