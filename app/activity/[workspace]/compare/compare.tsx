"use client";
import { useEffect, useRef, useState } from "react";
import { compareViews, differs } from "#lib/core/compare-views.ts";
import { type Chosen, runAddress } from "../../../w/[workspace]/live/address.ts";
import { usePageState } from "../../../w/[workspace]/live/use-page.ts";
import { count, NARROW } from "../../../w/[workspace]/shell/words.ts";
import type { Past } from "../past.ts";
import { momentWords } from "../when.tsx";
import { BlockDifference } from "./block-difference.tsx";
import { usePast } from "./use-past.ts";

type Props = {
  chosen: Chosen | null;
  start: { a: Past | null; b: Past } | null;
  onChoose: (chosen: Chosen | null) => void;
};

/** How two runs of a document differ: its code, and what its blocks show. */
export function Compare({ chosen, start, onChoose }: Props) {
  const slug = usePageState((state) => state.workspace.slug);
  const b = usePast(slug, chosen?.b ?? null, start?.b ?? null);
  const earlier = b && b !== "loading" && "past" in b ? b.past.before : null;
  const a = usePast(slug, chosen === null ? null : (chosen.a ?? earlier), start?.a ?? null);
  // Which one is "the one before" is known now: the list and the address say it, too.
  useEffect(() => {
    if (chosen && chosen.a === null && earlier !== null) onChoose({ a: earlier, b: chosen.b });
  }, [chosen, earlier, onChoose]);
  useScrollTo(chosen?.b ?? null);
  if (chosen === null || b === null) return <Invitation />;
  if (b === "loading" || a === "loading") return <Note>Loading the results of run {chosen.b}</Note>;
  if ("fault" in b) return <Note>{b.fault}</Note>;
  if (a !== null && "fault" in a) return <Note>{a.fault}</Note>;
  return <Sides a={a?.past ?? null} b={b.past} onChoose={onChoose} />;
}

/** On a narrow screen the comparison stands below the list: who chooses another run is taken to it. */
function useScrollTo(run: number | null): void {
  const before = useRef(run);
  useEffect(() => {
    if (run === null || run === before.current) return;
    before.current = run;
    if (matchMedia(NARROW).matches) document.querySelector(".compare")?.scrollIntoView();
  }, [run]);
}

function Invitation() {
  return (
    <section className="compare compare-empty" aria-label="Compare two runs">
      <p className="muted">
        Choose a run to see what it changed. The clock beside it opens the document as it was then.
      </p>
    </section>
  );
}

function Note({ children }: { children: React.ReactNode }) {
  return (
    <section className="compare compare-empty" aria-label="Compare two runs">
      <p className="muted" role="status">
        {children}
      </p>
    </section>
  );
}

function Sides({ a, b, onChoose }: { a: Past | null; b: Past; onChoose: (chosen: Chosen) => void }) {
  const slug = usePageState((state) => state.workspace.slug);
  const [all, setAll] = useState(false);
  const changes = a ? compareViews(a.view, b.view) : [];
  const shown = all ? changes : changes.filter(differs);
  const move = (to: { a?: number | null; b?: number | null }) =>
    onChoose({ a: to.a ?? a?.run ?? null, b: to.b ?? b.run });
  return (
    <section className="compare" aria-labelledby="compare-title">
      <div className="compare-head">
        <h2 className="page-title" id="compare-title">
          {b.path}
        </h2>
        {a && (
          <Side
            name="A"
            past={a}
            onEarlier={a.before}
            onLater={a.after === b.run ? null : a.after}
            onMove={(run) => move({ a: run })}
          />
        )}
        {a && <i className="icon icon-right muted" role="img" aria-label="compared with" />}
        <Side
          name="B"
          past={b}
          onEarlier={b.before === a?.run ? null : b.before}
          onLater={b.after}
          onMove={(run) => move({ b: run })}
        />
        {a && (
          <label className="switch">
            Only what differs{" "}
            <input type="checkbox" checked={!all} onChange={(event) => setAll(!event.target.checked)} />
          </label>
        )}
      </div>
      {a === null ? (
        <p className="compare-sum">
          Nothing is known of this file from before run {b.run}.{" "}
          <a className="text-link" href={runAddress(slug, b.run)}>
            Open it as it was
          </a>
        </p>
      ) : (
        <Sum changes={changes} />
      )}
      {shown.map((change) => (
        <BlockDifference key={change.id} change={change} runs={{ a: a?.run ?? 0, b: b.run }} />
      ))}
    </section>
  );
}

type SideProps = {
  name: "A" | "B";
  past: Past;
  onEarlier: number | null;
  onLater: number | null;
  onMove: (run: number) => void;
};

function Side({ name, past, onEarlier, onLater, onMove }: SideProps) {
  const slug = usePageState((state) => state.workspace.slug);
  const step = (to: number | null, icon: string, words: string) => (
    <button
      type="button"
      className="icon-button"
      aria-label={`${words} run as side ${name}`}
      title={to === null ? undefined : `Run ${to}`}
      disabled={to === null}
      onClick={() => to !== null && onMove(to)}
    >
      <i className={`icon ${icon}`} />
    </button>
  );
  return (
    <span className="side-pick">
      <span className="side">{name}</span>
      {step(onEarlier, "icon-right icon-flip", "Earlier")}
      <a className="side-run" href={runAddress(slug, past.run)} title="Open the document as it was then">
        Run {past.run}, <span suppressHydrationWarning>{momentWords(past.at)}</span>
      </a>
      {step(onLater, "icon-right", "Later")}
    </span>
  );
}

function Sum({ changes }: { changes: ReturnType<typeof compareViews> }) {
  const different = changes.filter(differs);
  const failed = changes.filter(({ a, b }) => b?.state === "failed" && a?.state !== "failed").length;
  const mended = changes.filter(({ a, b }) => a?.state === "failed" && b?.state !== "failed").length;
  return (
    <p className="compare-sum" role="status">
      <span>
        <b>
          {different.length} of {changes.length}
        </b>{" "}
        blocks differ
      </span>
      {different.length === 0 && <span>The code and every result are the same.</span>}
      {failed > 0 && <span>{count(failed, "block")} failed in B</span>}
      {mended > 0 && <span>{count(mended, "block")} failed in A alone</span>}
    </p>
  );
}
