"use client";
import { useCallback, useEffect, useMemo, useState } from "react";
import { Paper } from "../document/paper.tsx";
import { activityAddress, addressOf } from "../live/address.ts";
import { type KeyActions, listenForKeys } from "../live/keys.ts";
import type { PageState } from "../live/page-state.ts";
import { usePage, usePageState } from "../live/use-page.ts";
import { watchActivity } from "../live/watch-activity.ts";
import { Bar } from "./bar.tsx";
import { FileTree } from "./file-tree.tsx";
import { HeadOfPage } from "./head-of-page.tsx";
import { LateCommandBar, LateKeysHelp } from "./late-dialogs.tsx";
import { Outline } from "./outline.tsx";
import { useSettings } from "./settings.tsx";
import { currentView, isPinnedHere } from "./slices.ts";
import { Strip } from "./strip.tsx";
import { ToastLine } from "./toast-line.tsx";
import { NARROW } from "./words.ts";

/** `text`: with what the command bar opens; null: it is closed. */
export type Dialogs = { text: string | null; help: boolean };

export function Shell() {
  const page = usePage();
  const settings = useSettings();
  const pinned = usePageState(isPinnedHere);
  const running = usePageState(currentView)?.status === "running";
  const [drawer, setDrawer] = useState(false);
  const [dialogs, setDialogs] = useState<Dialogs>({ text: null, help: false });

  const actions = useMemo<KeyActions>(
    () => ({
      pin: () => page.do({ type: page.store.get().navigator.offer ? "stay-and-pin" : "toggle-pin" }),
      jump: () => page.jump(),
      back: () => page.do({ type: "back" }),
      toggleTree: () =>
        matchMedia(NARROW).matches ? setDrawer((open) => !open) : settings.change({ treeOpen: !settings.treeOpen }),
      toggleCode: () => settings.change({ hidden: toggled(settings.hidden, "code") }),
      copyLink: () =>
        copyLinkToBlock(page.store.get().workspace.slug, page.store.get().navigator.current, page.say.bind(page)),
      openCommands: (text) => setDialogs({ text, help: false }),
      openHelp: () => setDialogs({ text: null, help: true }),
      toggleWall: () => settings.change({ wall: !settings.wall }),
      openActivity: () => location.assign(activityAddress(page.store.get().workspace.slug)),
      compareRuns: () => compareRuns(page.store.get()),
      escape: () => {
        setDrawer(false);
        if (settings.wall) settings.change({ wall: false });
        if (page.store.get().toast) page.toasts.dismiss();
      },
    }),
    [page, settings],
  );
  const closeDialogs = useCallback(() => setDialogs({ text: null, help: false }), []);
  const typeCommand = useCallback(
    (change: (text: string) => string) =>
      setDialogs(({ text, help }) => ({ text: text === null ? null : change(text), help })),
    [],
  );
  useEffect(() => listenForKeys(actions), [actions]);
  useEffect(() => watchActivity((event) => page.do(event)), [page]);

  const tree = drawer ? "drawer" : settings.treeOpen ? "open" : "closed";
  return (
    <div className="app" data-pinned={pinned} data-tree={tree} data-running={running || undefined}>
      <HeadOfPage />
      <Bar actions={actions} />
      <FileTree onChosen={() => setDrawer(false)} />
      {drawer && (
        <button type="button" className="tree-cover" aria-label="Close files" onClick={() => setDrawer(false)} />
      )}
      <main className="main main-outlined">
        <Paper />
      </main>
      <Outline />
      <Strip />
      <ToastLine onShowWhich={() => actions.openCommands("")} />
      <Announcement />
      <LateCommandBar text={dialogs.text} actions={actions} onType={typeCommand} onClose={closeDialogs} />
      <LateKeysHelp isOpen={dialogs.help} onClose={closeDialogs} />
    </div>
  );
}

function Announcement() {
  const text = usePageState((state) => state.announcement);
  return (
    <p className="sr-only" role="status" aria-live="polite">
      {text}
    </p>
  );
}

export function toggled<T>(list: readonly T[], one: T): T[] {
  return list.includes(one) ? list.filter((other) => other !== one) : [...list, one];
}

/** The newest run beside the one before it. */
function compareRuns(state: PageState): void {
  const run = currentView(state)?.run;
  const file = state.navigator.current;
  if (run && file) location.assign(activityAddress(state.workspace.slug, { file, chosen: { a: null, b: run } }));
}

/** To the block at the top of the screen. */
function copyLinkToBlock(slug: string, path: string | null, say: (text: string) => void): void {
  const top = [...document.querySelectorAll<HTMLElement>("section.block")].find(
    (block) => block.getBoundingClientRect().bottom > 96,
  );
  const link = `${location.origin}${addressOf(slug, path)}${top ? `#${top.id}` : ""}`;
  navigator.clipboard.writeText(link).then(
    () => say(`Copied ${top ? `the link to ${top.ariaLabel?.toLowerCase()}` : "the link"}`),
    () => say("The browser did not allow to copy"),
  );
}
