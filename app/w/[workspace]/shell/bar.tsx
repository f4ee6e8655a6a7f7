"use client";
import { Mark } from "../../../mark.tsx";
import { folderOf } from "../live/address.ts";
import type { KeyActions } from "../live/keys.ts";
import { usePageState } from "../live/use-page.ts";
import { Elsewhere } from "./elsewhere.tsx";
import { PeopleMenu } from "./people-menu.tsx";
import { PinButton } from "./pin-button.tsx";
import { ShareMenu } from "./share-menu.tsx";
import { currentPath } from "./slices.ts";
import { ViewMenu } from "./view-menu.tsx";
import { NARROW, useMedia } from "./words.ts";

/** Where one is, whether one stays, who else is here. */
export function Bar({ actions }: { actions: KeyActions }) {
  const name = usePageState((state) => state.workspace.name);
  const narrow = useMedia(NARROW);
  return (
    <header className="bar">
      <div className="bar-start">
        <button
          type="button"
          className="icon-button"
          aria-controls="tree"
          aria-label="Show or hide files"
          aria-keyshortcuts="["
          onClick={actions.toggleTree}
        >
          <i className="icon icon-sidebar" />
        </button>
        <a className="brand" href="/">
          <Mark />
          <span className="truncate">{name}</span>
        </a>
      </div>
      <Crumbs />
      {!narrow && <Elsewhere />}
      <div className="bar-end">
        <button
          type="button"
          className="search-button"
          aria-label="Search files, blocks, people and commands"
          aria-keyshortcuts="Control+K Meta+K"
          onClick={() => actions.openCommands("")}
        >
          <i className="icon icon-search" />
          <span>Go to or do</span>
          <CommandKey />
        </button>
        <PeopleMenu />
        <ViewMenu />
        {!narrow && <ShareMenu />}
      </div>
    </header>
  );
}

function Crumbs() {
  const path = usePageState(currentPath);
  if (path === null) return null;
  const folders = folderOf(path).split("/").filter(Boolean);
  return (
    <nav className="crumbs" aria-label="Breadcrumb">
      <ol>
        {folders.map((folder, index) => (
          <li key={folders.slice(0, index + 1).join("/")}>
            <span className="crumb-folder truncate">{folder}</span>
          </li>
        ))}
        <li className="crumb-file">
          <PinButton path={path} />
        </li>
      </ol>
    </nav>
  );
}

function CommandKey() {
  const apple = useMedia("(any-hover: hover)") && /Mac|iP/.test(navigator.platform);
  return <kbd>{apple ? "⌘ K" : "Ctrl K"}</kbd>;
}
