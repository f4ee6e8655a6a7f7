"use client";
import type { DocumentSync } from "#lib/core/document-sync.ts";
import { usePage, usePageState } from "../live/use-page.ts";
import { useSettings } from "../shell/settings.tsx";
import { currentDocument, currentLights, currentPath } from "../shell/slices.ts";
import { Block } from "./block.tsx";
import { EmptyDocument, EmptyWorkspace, NoAccess, NotADocument, NotFoundHere, NotRunYet } from "./instead.tsx";
import { PinNote } from "./pin-note.tsx";
import { useScrollPlace } from "./use-scroll-place.ts";

/** The document, or what stands in its place. */
export function Paper() {
  const connection = usePageState((state) => state.connection);
  const path = usePageState(currentPath);
  const sync = usePageState(currentDocument);
  const entry = usePageState((state) => state.tree.entries)[path ?? ""];
  useScrollPlace();
  if (connection.phase === "no-access") return <NoAccess message={connection.message} />;
  if (path === null || !sync) return <EmptyWorkspace />;
  if (entry?.kind === "file") return <NotADocument path={path} />;
  const isUnknown = sync.view.run === 0 && !entry && sync.phase === "idle";
  return (
    <>
      <PinNote />
      {isUnknown ? <NotFoundHere path={path} /> : <Document sync={sync} />}
    </>
  );
}

function Document({ sync }: { sync: DocumentSync }) {
  const page = usePage();
  const lights = usePageState(currentLights);
  const { hidden } = useSettings();
  const { view } = sync;
  if (view.blocks.length === 0 && sync.epoch !== null) {
    return view.run > 0 && view.status !== "running" ? (
      <EmptyDocument path={view.path} />
    ) : (
      <NotRunYet path={view.path} />
    );
  }
  return (
    <article className="paper" aria-label={view.path} aria-busy={sync.epoch === null}>
      {view.blocks.map((block) => (
        <Block
          key={block.id}
          block={block}
          run={view.run}
          endedBy={view.status !== "running" && view.error?.block ? view.error : null}
          light={lights.lit.get(block.id)}
          hidden={hidden}
          onSeen={(token) => page.look(view.path, block.id, token)}
        />
      ))}
    </article>
  );
}
