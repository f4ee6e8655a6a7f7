"use client";
import "katex/dist/katex.min.css";
import { useMemo } from "react";
import { startSync } from "#lib/core/document-sync.ts";
import type { DocumentView } from "#lib/core/document-view.ts";
import { Block } from "../../../w/[workspace]/document/block.tsx";
import { type Still, StillContext } from "../../../w/[workspace]/document/still.ts";
import { addressOf } from "../../../w/[workspace]/live/address.ts";
import type { PageStart } from "../../../w/[workspace]/live/page-state.ts";
import { UnopenedPage } from "../../../w/[workspace]/live/unopened-page.tsx";
import { StillFrame } from "./still-frame.tsx";

const nothingHidden: [] = [];

export function StillDocument({ start, view }: { start: PageStart; view: DocumentView }) {
  const { workspace, origin } = start;
  const still = useMemo<Still>(() => ({ origin, Frame: StillFrame, tableRows: 200 }), [origin]);
  return (
    <UnopenedPage start={{ ...start, document: startSync(view, start.joined.epoch) }}>
      <StillContext value={still}>
        <title>{`${view.path} · ${workspace.name}`}</title>
        <main className="main">
          <article className="paper" aria-label={view.path}>
            {view.blocks.map((block) => (
              <Block
                key={block.id}
                block={block}
                run={view.run}
                endedBy={view.error?.block ? view.error : null}
                light={undefined}
                hidden={nothingHidden}
                onSeen={() => undefined}
              />
            ))}
          </article>
          <footer className="still-foot">
            <a href={`${origin}${addressOf(workspace.slug, view.path)}`}>{view.path}</a> of {workspace.name}, run{" "}
            {view.run}, revision {view.revision}. Saved from Pinlight.
          </footer>
        </main>
      </StillContext>
    </UnopenedPage>
  );
}
