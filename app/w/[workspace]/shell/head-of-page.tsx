"use client";
import type { DocumentView } from "#lib/core/document-view.ts";
import failed from "../../../logo/favicon-error.svg";
import idle from "../../../logo/favicon-idle.svg";
import lost from "../../../logo/favicon-lost.svg";
import fresh from "../../../logo/favicon-ok.svg";
import running from "../../../logo/favicon-running.svg";
import { nameOf } from "../live/address.ts";
import type { Connection } from "../live/page-state.ts";
import { usePageState } from "../live/use-page.ts";
import { currentLights, currentPath, currentView, isPinnedHere } from "./slices.ts";

/** The tab's title and its small picture: they tell the state to who looks at another tab. */
export function HeadOfPage() {
  const workspace = usePageState((state) => state.workspace);
  const path = usePageState(currentPath);
  const pinned = usePageState(isPinnedHere);
  const view = usePageState(currentView);
  const lit = usePageState(currentLights).lit.size > 0;
  const connection = usePageState((state) => state.connection);
  const icon = iconOf(connection, view, lit).src;
  const file = path === null ? "" : `${nameOf(path)} · `;
  return (
    <>
      <title>{`${pinned ? "📌 " : ""}${file}${workspace.name} · Pinlight`}</title>
      <link rel="icon" type="image/svg+xml" href={icon} />
    </>
  );
}

function iconOf(connection: Connection, view: DocumentView | null, lit: boolean): { src: string } {
  if (connection.phase !== "live" && connection.phase !== "connecting") return lost;
  if (view?.status === "running") return running;
  if (view?.blocks.some((block) => block.state === "failed")) return failed;
  return lit ? fresh : idle;
}
