"use client";
import { memo, useMemo, useState } from "react";
import { isDocument } from "#lib/core/is-document.ts";
import { type TreeFolder, treeFolders } from "#lib/core/tree-folders.ts";
import { activityAddress } from "../live/address.ts";
import { usePageState } from "../live/use-page.ts";
import { FileRow } from "./file-row.tsx";
import { changedElsewhere, currentPath } from "./slices.ts";
import { count } from "./words.ts";

/** With so many files a filter is worth its place. */
const FILTER_FROM = 12;

export function FileTree({ onChosen }: { onChosen: () => void }) {
  const entries = usePageState((state) => state.tree.entries);
  const slug = usePageState((state) => state.workspace.slug);
  const [filter, setFilter] = useState("");
  const all = Object.values(entries);
  const words = filter.trim().toLowerCase();
  const root = useMemo(
    () => treeFolders(Object.values(entries).filter((entry) => entry.path.toLowerCase().includes(words))),
    [entries, words],
  );
  return (
    <nav className="tree" id="tree" aria-label="Files">
      {all.length >= FILTER_FROM && (
        <div className="tree-filter">
          <input
            className="field"
            type="search"
            placeholder="Filter files"
            aria-label="Filter files"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        </div>
      )}
      <div className="tree-scroll">
        {all.length === 0 && <p className="tree-empty">No files yet</p>}
        {all.length > 0 && root.folders.length + root.files.length === 0 && (
          <p className="tree-empty">No file matches</p>
        )}
        <Rows folder={root} allOpen={words !== ""} onChosen={onChosen} />
      </div>
      <div className="tree-foot">
        <a className="tree-row" href={activityAddress(slug)} aria-keyshortcuts="A">
          <span className="tree-slot">
            <i className="icon icon-clock" />
          </span>
          <span className="tree-name">Activity</span>
        </a>
      </div>
    </nav>
  );
}

const Rows = memo(function Rows({
  folder,
  allOpen,
  onChosen,
}: {
  folder: TreeFolder;
  allOpen: boolean;
  onChosen: () => void;
}) {
  return (
    <ul>
      {folder.folders.map((inner) => (
        <li key={inner.path}>
          <Folder folder={inner} allOpen={allOpen} onChosen={onChosen} />
        </li>
      ))}
      {folder.files.map((entry) => (
        <li key={entry.path}>
          <FileRow entry={entry} onChosen={onChosen} />
        </li>
      ))}
    </ul>
  );
});

function Folder({ folder, allOpen, onChosen }: { folder: TreeFolder; allOpen: boolean; onChosen: () => void }) {
  const current = usePageState(currentPath);
  const holdsCurrent = current?.startsWith(`${folder.path}/`) ?? false;
  // Folders of data start closed, as do those within them.
  const [chosen, setChosen] = useState<boolean | null>(null);
  const isOpen = allOpen || (chosen ?? (holdsCurrent || hasDocuments(folder)));
  return (
    <details
      open={isOpen}
      onToggle={(event) => event.currentTarget.open !== isOpen && setChosen(event.currentTarget.open)}
    >
      <summary className="tree-row" data-data={hasDocuments(folder) ? undefined : ""}>
        <span className="tree-slot">
          <i className="icon icon-chevron" />
        </span>
        <span className="tree-name">{folder.name}</span>
        {!isOpen && <Inside folder={folder} />}
      </summary>
      {isOpen && <Rows folder={folder} allOpen={allOpen} onChosen={onChosen} />}
    </details>
  );
}

/** A closed folder tells for its files. */
function Inside({ folder }: { folder: TreeFolder }) {
  const elsewhere = usePageState(changedElsewhere);
  const files = filesIn(folder);
  const failed = files.filter(({ status }) => status === "failed").length;
  const running = files.some(({ status }) => status === "running");
  const isNew = elsewhere.some(({ path }) => path.startsWith(`${folder.path}/`));
  return (
    <span className="tree-inside">
      {failed > 0 && <i className="glyph glyph-failed" />}
      {running && <i className="glyph glyph-running" />}
      {isNew && <i className="glyph glyph-lamp" />}
      {failed > 0 && <span className="sr-only">{count(failed, "file")} in here failed</span>}
      {isNew && <span className="sr-only">changed since you looked</span>}
    </span>
  );
}

function filesIn(folder: TreeFolder): TreeFolder["files"] {
  return [...folder.files, ...folder.folders.flatMap(filesIn)];
}

function hasDocuments(folder: TreeFolder): boolean {
  return folder.files.some(({ path }) => isDocument(path)) || folder.folders.some(hasDocuments);
}
