"use client";
import type { MouseEvent } from "react";
import type { TreeEntry } from "#lib/protocol/live.ts";
import { addressOf, nameOf } from "../live/address.ts";
import { usePage, usePageState } from "../live/use-page.ts";
import { peopleHere } from "./people.ts";
import { changedElsewhere, currentPath, currentPin } from "./slices.ts";
import { Who } from "./who.tsx";

/** A click that the browser itself would treat otherwise (a new tab, a download) is left to it. */
export const isPlainClick = (event: MouseEvent) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

export function FileRow({ entry, onChosen }: { entry: TreeEntry; onChosen: () => void }) {
  const page = usePage();
  const slug = usePageState((state) => state.workspace.slug);
  const isCurrent = usePageState(currentPath) === entry.path;
  const isPinned = usePageState(currentPin) === entry.path;
  const isNew = usePageState(changedElsewhere).some(({ path }) => path === entry.path);
  const mark = markOf(entry, isNew);
  const open = (event: MouseEvent) => {
    if (!isPlainClick(event)) return;
    event.preventDefault();
    onChosen();
    page.do({ type: "opened", path: entry.path });
  };
  return (
    <a
      className="tree-row"
      href={addressOf(slug, entry.path)}
      title={entry.path}
      aria-current={isCurrent ? "page" : undefined}
      data-new={isNew ? "" : undefined}
      data-data={entry.kind === "file" ? "" : undefined}
      onClick={open}
    >
      <span className="tree-slot">{mark && <i className={`glyph glyph-${mark.glyph}`} />}</span>
      <span className="tree-name">{nameOf(entry.path)}</span>
      {mark && <span className="sr-only">, {mark.words}</span>}
      {isPinned && (
        <span className="tree-pinned" role="img" aria-label="Pinned">
          📌
        </span>
      )}
      <PeopleAt path={entry.path} />
    </a>
  );
}

function markOf({ status }: TreeEntry, isNew: boolean): { glyph: string; words: string } | null {
  if (status === "running") return { glyph: "running", words: "running" };
  if (status === "queued") return { glyph: "queued", words: "queued" };
  if (isNew) return { glyph: "lamp", words: "changed since you looked" };
  return status === "failed" ? { glyph: "failed", words: "failed" } : null;
}

function PeopleAt({ path }: { path: string }) {
  const here = usePageState((state) => state.here);
  const self = usePageState((state) => state.viewer.id);
  const people = peopleHere(here, self).filter((person) => person.path === path && person.viewer.id !== self);
  if (people.length === 0) return null;
  return (
    <span className="people">
      {people.slice(0, 3).map(({ viewer }) => (
        <Who key={viewer.id} viewer={viewer} small label={`${viewer.name} is here`} />
      ))}
    </span>
  );
}
