"use client";
// The one client island of a workspace's page: makes the live page from what the server painted, and draws it.
import { useEffect, useState } from "react";
import { LivePage } from "./live/live-page.ts";
import type { PageStart } from "./live/page-state.ts";
import { PageContext } from "./live/use-page.ts";
import { SettingsProvider } from "./shell/settings.tsx";
import { Shell } from "./shell/shell.tsx";

export function WorkspacePage({ start }: { start: PageStart }) {
  const [page] = useState(() => new LivePage(start));
  useEffect(() => {
    page.open();
    return () => page.close();
  }, [page]);
  return (
    <PageContext value={page}>
      <SettingsProvider>
        <Shell />
      </SettingsProvider>
    </PageContext>
  );
}
