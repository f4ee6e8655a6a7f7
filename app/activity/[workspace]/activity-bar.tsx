"use client";
import type { ReactNode } from "react";
import { Mark } from "../../mark.tsx";
import { addressOf, nameOf } from "../../w/[workspace]/live/address.ts";
import { usePageState } from "../../w/[workspace]/live/use-page.ts";
import { currentPath, isPinnedHere } from "../../w/[workspace]/shell/slices.ts";
import { ViewMenu } from "../../w/[workspace]/shell/view-menu.tsx";

/** Where one is, and the way back to the document. */
export function ActivityBar({ title, children }: { title: ReactNode; children?: ReactNode }) {
  const { slug, name } = usePageState((state) => state.workspace);
  const path = usePageState(currentPath);
  const pinned = usePageState(isPinnedHere);
  return (
    <header className="bar">
      <div className="bar-start">
        <a className="brand brand-shown" href={addressOf(slug, null)}>
          <Mark />
          <span className="truncate">{name}</span>
        </a>
      </div>
      <nav className="crumbs" aria-label="Breadcrumb">
        <ol>
          <li className="crumb-file">
            <span className="crumb-title truncate">{title}</span>
          </li>
        </ol>
      </nav>
      {children}
      <div className="bar-end">
        {path !== null && (
          <a className="button button-plain only-wide" href={addressOf(slug, path)}>
            {pinned && (
              <span role="img" aria-label="Pinned">
                📌
              </span>
            )}{" "}
            Back to {nameOf(path)}
          </a>
        )}
        <ViewMenu />
      </div>
    </header>
  );
}
