"use client";
// A document as it was: the same blocks and results as on its page, with nothing that moves.
import { useEffect } from "react";
import { startSync } from "#lib/core/document-sync.ts";
import { Block } from "../../../../w/[workspace]/document/block.tsx";
import { activityAddress, addressOf, nameOf, runAddress } from "../../../../w/[workspace]/live/address.ts";
import type { PageStart } from "../../../../w/[workspace]/live/page-state.ts";
import { UnopenedPage } from "../../../../w/[workspace]/live/unopened-page.tsx";
import { usePage, usePageState } from "../../../../w/[workspace]/live/use-page.ts";
import { Outline } from "../../../../w/[workspace]/shell/outline.tsx";
import { SettingsProvider, useSettings } from "../../../../w/[workspace]/shell/settings.tsx";
import { seconds } from "../../../../w/[workspace]/shell/words.ts";
import { ActivityBar } from "../../activity-bar.tsx";
import type { Past } from "../../past.ts";
import { When } from "../../when.tsx";

type Props = { start: PageStart; past: Past };

export function PastPage({ start, past }: Props) {
  return (
    <UnopenedPage start={{ ...start, document: startSync(past.view, start.joined.epoch) }}>
      <SettingsProvider>
        <Frame past={past} />
      </SettingsProvider>
    </UnopenedPage>
  );
}

function Frame({ past }: { past: Past }) {
  const workspace = usePageState((state) => state.workspace);
  const { hidden } = useSettings();
  const { view, path, run } = past;
  useKeys(past, workspace.slug);
  const error = view.error?.block ? view.error : null;
  return (
    <div className="app" data-pinned="false" data-tree="closed">
      <title>{`${nameOf(path)} at run ${run} · ${workspace.name} · Pinlight`}</title>
      <link rel="icon" type="image/svg+xml" href="/icon.svg" />
      <ActivityBar
        title={
          <>
            {nameOf(path)} <span className="muted">at run {run}</span>
          </>
        }
      />
      <main className="main main-outlined">
        <Banner past={past} />
        <article className="paper" aria-label={`${path} as it was after run ${run}`}>
          {view.blocks.map((block) => (
            <Block
              key={block.id}
              block={block}
              run={view.run}
              endedBy={error}
              light={undefined}
              hidden={hidden}
              onSeen={() => undefined}
            />
          ))}
        </article>
      </main>
      <Outline />
    </div>
  );
}

/** Says that this is the past, whose it was, and the ways out of it. */
function Banner({ past: { path, run, at, before, after, revision, by, message, view } }: { past: Past }) {
  const page = usePage();
  const slug = usePageState((state) => state.workspace.slug);
  const line = message?.trim().split("\n")[0];
  const took = view.timings.kernelMs;
  return (
    <aside className="past-note" aria-label="When this was">
      <p>
        <strong>
          As it was at <When at={at} />.
        </strong>{" "}
        Run {run} of revision {revision}, by {by}
        {line ? `: ${line}` : ""}
        {took === undefined ? "" : `, ${seconds(took)}`}. What follows does not change.
      </p>
      <div className="notice-actions">
        {before !== null && (
          <a className="button" href={runAddress(slug, before)} aria-keyshortcuts="ArrowLeft">
            Earlier
          </a>
        )}
        {after !== null && (
          <a className="button" href={runAddress(slug, after)} aria-keyshortcuts="ArrowRight">
            Later
          </a>
        )}
        {before !== null && (
          <a
            className="button"
            href={activityAddress(slug, { file: path, chosen: { a: before, b: run } })}
            aria-keyshortcuts="C"
          >
            Compare with run {before}
          </a>
        )}
        <button type="button" className="button" onClick={() => void page.saveDocument(path, run)}>
          Save as one HTML file
        </button>
        <a className="button button-main" href={addressOf(slug, path)} aria-keyshortcuts="Escape">
          Back to now
        </a>
      </div>
    </aside>
  );
}

function useKeys({ path, run, before, after }: Past, slug: string): void {
  useEffect(() => {
    const ways: Record<string, string | null> = {
      ArrowLeft: before === null ? null : runAddress(slug, before),
      ArrowRight: after === null ? null : runAddress(slug, after),
      c: before === null ? null : activityAddress(slug, { file: path, chosen: { a: before, b: run } }),
      a: activityAddress(slug, { file: path }),
      Escape: addressOf(slug, path),
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
      // Arrows move within what scrolls sideways, and in fields.
      if (event.target !== document.body) return;
      const way = ways[event.key];
      if (way) location.assign(way);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [path, run, before, after, slug]);
}
