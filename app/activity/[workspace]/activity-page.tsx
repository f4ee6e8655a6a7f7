"use client";
// The activity of a workspace. It hears of news over the page's usual connection and moves nobody: what is looked at stays.
import { useEffect, useState } from "react";
import type { Activity } from "#lib/protocol/activity.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import { activityAddress, type Chosen } from "../../w/[workspace]/live/address.ts";
import type { PageStart } from "../../w/[workspace]/live/page-state.ts";
import { UnopenedPage } from "../../w/[workspace]/live/unopened-page.tsx";
import { SettingsProvider } from "../../w/[workspace]/shell/settings.tsx";
import { ActivityBar } from "./activity-bar.tsx";
import { Compare } from "./compare/compare.tsx";
import type { Past } from "./past.ts";
import { RevisionList } from "./revision-list.tsx";
import { useActivity } from "./use-activity.ts";

export type ActivityStart = {
  page: PageStart;
  activity: Activity;
  file: FilePath | null;
  words: string;
  /** `a` null: nothing is known from before. */
  compared: { a: Past | null; b: Past } | null;
};

export function ActivityPage({ start }: { start: ActivityStart }) {
  return (
    <UnopenedPage start={start.page}>
      <SettingsProvider>
        <Frame start={start} />
      </SettingsProvider>
    </UnopenedPage>
  );
}

function Frame({ start }: { start: ActivityStart }) {
  const { workspace } = start.page;
  const [file, setFile] = useState<string | null>(start.file);
  const [words, setWords] = useState(start.words);
  const [chosen, setChosen] = useState<Chosen | null>(
    start.compared && { a: start.compared.a?.run ?? null, b: start.compared.b.run },
  );
  const activity = useActivity({ slug: workspace.slug, file, words, first: start.activity });
  useEffect(() => {
    const address = activityAddress(workspace.slug, { file, words, chosen });
    if (address !== `${location.pathname}${location.search}`) history.replaceState(history.state, "", address);
  }, [workspace.slug, file, words, chosen]);
  return (
    <div className="app" data-pinned="false" data-tree="closed">
      <title>{`Activity · ${workspace.name} · Pinlight`}</title>
      <link rel="icon" type="image/svg+xml" href="/icon.svg" />
      <ActivityBar title="Activity" />
      <main className="main">
        <div className="activity">
          <RevisionList
            activity={activity}
            filter={{ file, words, setFile, setWords }}
            chosen={chosen}
            onChoose={setChosen}
          />
          <Compare chosen={chosen} start={start.compared} onChoose={setChosen} />
        </div>
      </main>
    </div>
  );
}
