"use client";
import { Command } from "cmdk";
import { useRef } from "react";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { TreeEntry } from "#lib/protocol/live.ts";
import { folderOf, nameOf } from "../live/address.ts";
import { usePage, usePageState } from "../live/use-page.ts";
import { changedElsewhere, currentPath, currentPin } from "./slices.ts";
import { ago } from "./words.ts";

/** What changed comes first: opening the bar and pressing Enter is always "show me what is new". */
export function FileOptions({ onDone }: { onDone: () => void }) {
  const elsewhere = usePageState(changedElsewhere);
  const entries = usePageState((state) => state.tree.entries);
  const fresh = elsewhere.map(({ path }) => path);
  const others = Object.values(entries).filter(({ path }) => !fresh.includes(path));
  const documentsFirst = others.sort(
    (a, b) => Number(a.kind === "file") - Number(b.kind === "file") || a.path.localeCompare(b.path, "en"),
  );
  return (
    <>
      {fresh.length > 0 && (
        <Command.Group heading="Changed since you looked">
          {fresh.map((path) => (
            <FileOption key={path} path={path} entry={entries[path]} isNew onDone={onDone} />
          ))}
        </Command.Group>
      )}
      <Command.Group heading="All files">
        {documentsFirst.map((entry) => (
          <FileOption key={entry.path} path={entry.path} entry={entry} onDone={onDone} />
        ))}
      </Command.Group>
    </>
  );
}

type Props = { path: FilePath; entry: TreeEntry | undefined; isNew?: boolean; onDone: () => void };

function FileOption({ path, entry, isNew, onDone }: Props) {
  const page = usePage();
  const current = usePageState(currentPath);
  const pin = usePageState(currentPin);
  const change = usePageState((state) => state.changes).get(path);
  const pinToo = useShiftKey();
  const open = () => {
    page.do({ type: "opened", path });
    if (pinToo()) page.do({ type: "pin" });
    onDone();
  };
  const note = isNew && change ? `${change.by}, ${ago(change.at, Date.now())}` : noteOf(entry, path === current);
  return (
    <Command.Item value={path} keywords={[nameOf(path)]} onSelect={open}>
      {isNew ? <i className="glyph glyph-lamp" /> : <Glyph entry={entry} />}
      <span className="command-name">
        <b>{nameOf(path)}</b> <small>{folderOf(path)}</small>
      </span>
      {note && <span className="command-note">{note}</span>}
      {path === pin && (
        <span role="img" aria-label="Pinned">
          📌
        </span>
      )}
    </Command.Item>
  );
}

function Glyph({ entry }: { entry: TreeEntry | undefined }) {
  const status = entry?.status;
  if (status === "running" || status === "queued" || status === "failed")
    return <i className={`glyph glyph-${status}`} />;
  return <span className="command-slot" />;
}

function noteOf(entry: TreeEntry | undefined, isCurrent: boolean): string | null {
  if (isCurrent) return "you are here";
  const status = entry?.status;
  return status === "running" || status === "queued" || status === "failed" ? status : null;
}

/** Whether Shift was down with the key or click that is being handled: cmdk does not tell. */
function useShiftKey(): () => boolean {
  const asked = useRef(() => {
    const event = window.event;
    return (event instanceof KeyboardEvent || event instanceof MouseEvent) && event.shiftKey;
  });
  return asked.current;
}
