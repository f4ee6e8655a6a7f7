"use client";
import { Command } from "cmdk";
import { activityAddress, downloadOf, nameOf } from "../live/address.ts";
import type { KeyActions } from "../live/keys.ts";
import { usePage, usePageState } from "../live/use-page.ts";
import type { Theme } from "../live/viewer-settings.ts";
import { useSettings } from "./settings.tsx";
import { changedElsewhere, currentPath, currentView, isPinnedHere, mayCancel } from "./slices.ts";

type Option = { icon: string; words: string; note?: string; shortcut?: string; act: () => void };
type Props = { actions: KeyActions; onDone: () => void };

/** Says what it will do to what: "Unpin wind.py", not "Toggle pin". */
export function ActionOptions({ actions, onDone }: Props) {
  const go = useGoOptions(actions);
  const run = useRunOptions();
  const history = useHistoryOptions(actions);
  const view = useViewOptions(actions);
  return (
    <>
      <Group heading="Go" options={go} onDone={onDone} />
      <Group heading="This run" options={run} onDone={onDone} />
      <Group heading="What happened" options={history} onDone={onDone} />
      <Group heading="View" options={view} onDone={onDone} />
    </>
  );
}

function Group({ heading, options, onDone }: { heading: string; options: Option[]; onDone: () => void }) {
  if (options.length === 0) return null;
  return (
    <Command.Group heading={heading}>
      {options.map(({ icon, words, note, shortcut, act }) => (
        <Command.Item
          key={words}
          value={words}
          onSelect={() => {
            onDone();
            act();
          }}
        >
          <i className={`icon icon-${icon}`} />
          <span className="command-name">
            <b>{words}</b> {note && <small>{note}</small>}
          </span>
          {shortcut && <kbd>{shortcut}</kbd>}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function useGoOptions(actions: KeyActions): Option[] {
  const page = usePage();
  const path = usePageState(currentPath);
  const pinned = usePageState(isPinnedHere);
  const latest = usePageState(changedElsewhere)[0];
  const hasBack = usePageState((state) => state.navigator.back.length > 0);
  const options: Option[] = [];
  const file = path === null ? "" : nameOf(path);
  if (path !== null && pinned) {
    options.push({
      icon: "pin",
      words: `Unpin ${file}`,
      note: "follow changes again",
      shortcut: "P",
      act: () => page.do({ type: "unpin" }),
    });
  } else if (path !== null) {
    options.push({
      icon: "pin",
      words: `Pin ${file}`,
      note: "stay on this file",
      shortcut: "P",
      act: () => page.do({ type: "pin" }),
    });
  }
  if (latest) {
    options.push({
      icon: "right",
      words: "Jump to the latest change",
      note: latest.path,
      shortcut: "J",
      act: actions.jump,
    });
  }
  if (hasBack) options.push({ icon: "up", words: "Back to where I was", shortcut: "B", act: actions.back });
  return options;
}

function useRunOptions(): Option[] {
  const page = usePage();
  const view = usePageState(currentView);
  const allowed = usePageState(mayCancel);
  if (!allowed || view?.status !== "running") return [];
  return [{ icon: "close", words: `Cancel run ${view.run}`, act: () => void page.cancelRun() }];
}

function useHistoryOptions(actions: KeyActions): Option[] {
  const slug = usePageState((state) => state.workspace.slug);
  const view = usePageState(currentView);
  const options: Option[] = [
    { icon: "clock", words: "Activity", note: "what happened here", shortcut: "A", act: actions.openActivity },
  ];
  if (!view || view.run === 0) return options;
  const file = nameOf(view.path);
  return [
    ...options,
    {
      icon: "clock",
      words: `History of ${file}`,
      act: () => location.assign(activityAddress(slug, { file: view.path })),
    },
    {
      icon: "right",
      words: `Compare run ${view.run} with the one before`,
      shortcut: "C",
      act: actions.compareRuns,
    },
  ];
}

const themeWords: Record<Theme, string> = { light: "Light theme", dark: "Dark theme", system: "Theme of the system" };

function useViewOptions(actions: KeyActions): Option[] {
  const page = usePage();
  const { hidden, theme, change } = useSettings();
  const codeWords = hidden.includes("code") ? "Show code" : "Hide code, for me";
  const slug = usePageState((state) => state.workspace.slug);
  const path = usePageState(currentPath);
  const themes = (Object.keys(themeWords) as Theme[]).filter((one) => one !== theme);
  return [
    { icon: "view", words: codeWords, shortcut: "H", act: actions.toggleCode },
    ...themes.map((one) => ({ icon: "view", words: themeWords[one], act: () => change({ theme: one }) })),
    { icon: "sidebar", words: "Show or hide files", shortcut: "[", act: actions.toggleTree },
    { icon: "link", words: "Copy link to the block I see", shortcut: "L", act: actions.copyLink },
    ...(path === null
      ? []
      : [
          {
            icon: "download",
            words: `Save ${nameOf(path)} as one HTML file`,
            note: "code and results",
            act: () => void page.saveDocument(path),
          },
          { icon: "download", words: `Download ${nameOf(path)}`, act: () => location.assign(downloadOf(slug, path)) },
        ]),
    { icon: "dots", words: "Keys", shortcut: "?", act: actions.openHelp },
  ];
}
