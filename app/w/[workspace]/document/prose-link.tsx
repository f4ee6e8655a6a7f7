"use client";
import type { MouseEvent, ReactNode } from "react";
import type { FilePath } from "#lib/protocol/ids.ts";
import { addressOf } from "../live/address.ts";
import { usePage, usePageState } from "../live/use-page.ts";
import { isPlainClick } from "../shell/file-row.tsx";
import { currentPath } from "../shell/slices.ts";
import { resolveLink } from "./resolve-link.ts";

/** A link to a file of this workspace goes there as a click in the tree does; any other opens a page of its own. */
export function ProseLink({ href = "", children }: { href?: string; children?: ReactNode }) {
  const page = usePage();
  const from = usePageState(currentPath);
  const slug = usePageState((state) => state.workspace.slug);
  const entries = usePageState((state) => state.tree.entries);
  if (href.startsWith("#")) return <a href={href}>{children}</a>;
  const path = from === null ? null : resolveLink(from, href);
  if (path === null || !(path in entries)) {
    return (
      <a href={href} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    );
  }
  const open = (event: MouseEvent) => {
    if (!isPlainClick(event)) return;
    event.preventDefault();
    page.do({ type: "opened", path: path as FilePath });
  };
  return (
    <a href={addressOf(slug, path)} onClick={open}>
      {children}
    </a>
  );
}
