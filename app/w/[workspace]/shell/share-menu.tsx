"use client";
import { addressOf, downloadOf, nameOf } from "../live/address.ts";
import { usePage, usePageState } from "../live/use-page.ts";
import { CopyButton } from "./copy-button.tsx";
import { Menu } from "./menu.tsx";
import { currentPath } from "./slices.ts";

export function ShareMenu() {
  const page = usePage();
  const slug = usePageState((state) => state.workspace.slug);
  const origin = usePageState((state) => state.origin);
  const path = usePageState(currentPath);
  const link = `${origin}${addressOf(slug, path)}`;
  const trigger = (
    <button type="button" className="button">
      Share
    </button>
  );
  return (
    <Menu trigger={trigger} label="Share" width="22rem" padding="0.75rem">
      <p className="share-title">{path === null ? "Share this workspace" : "Share this file"}</p>
      <p className="muted share-note">For people who have opened the workspace's share link before.</p>
      <div className="copy-line copy-link">
        <span className="truncate">{link.replace(/^https?:\/\//, "")}</span>
        <CopyButton text={link} label="Copy link" />
      </div>
      {path !== null && (
        <>
          <button type="button" className="button share-download" onClick={() => void page.saveDocument(path)}>
            Save as one HTML file
          </button>
          <a className="button share-download" href={downloadOf(slug, path)} download={nameOf(path)}>
            Download {nameOf(path)}
          </a>
        </>
      )}
    </Menu>
  );
}
