"use client";
import { type ReactNode, useEffect, useState } from "react";
import { LivePage } from "./live-page.ts";
import type { PageStart } from "./page-state.ts";
import { PageContext } from "./use-page.ts";

/** What the parts of a document's page want to know, for pages that show something else than what is now: no connection. */
export function UnopenedPage({ start, children }: { start: PageStart; children: ReactNode }) {
  const [page] = useState(() => new LivePage(start));
  useEffect(() => page.tookOver(), [page]);
  return <PageContext value={page}>{children}</PageContext>;
}
