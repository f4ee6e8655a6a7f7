"use client";
// What stands where a document would: one sentence that says what is, one that says what to do.
import type { ReactNode } from "react";
import type { FilePath } from "#lib/protocol/ids.ts";
import { activityAddress, addressOf, downloadOf, nameOf } from "../live/address.ts";
import { usePage, usePageState } from "../live/use-page.ts";
import { CopyButton } from "../shell/copy-button.tsx";
import { isPlainClick } from "../shell/file-row.tsx";
import { nearestPath } from "./nearest-path.ts";

function Notice({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="notice notice-page">
      <h1>{title}</h1>
      {children}
    </div>
  );
}

function CopyLine({ text }: { text: string }) {
  return (
    <div className="copy-line">
      <code>{text}</code>
      <CopyButton text={text} label="Copy" />
    </div>
  );
}

export function EmptyWorkspace() {
  const { slug } = usePageState((state) => state.workspace);
  const origin = usePageState((state) => state.origin);
  return (
    <Notice title="Nothing here yet">
      <p>Start the sync agent in the folder with your .py files. Every save then arrives here.</p>
      <CopyLine text={`npx pinlight sync . --server ${origin} --workspace ${slug}`} />
      <p>
        It reads its token from <code>PINLIGHT_TOKEN</code>. Who started this Pinlight has it.
      </p>
      <p className="notice-or">or push with git</p>
      <CopyLine text={`git push ${origin}/git/${slug}.git main`} />
      <p className="notice-wait">
        <i className="glyph glyph-queued" />
        Waiting for the first save
      </p>
    </Notice>
  );
}

export function NotFoundHere({ path }: { path: FilePath }) {
  const page = usePage();
  const slug = usePageState((state) => state.workspace.slug);
  const entries = usePageState((state) => state.tree.entries);
  const nearest = nearestPath(path, Object.keys(entries));
  return (
    <Notice title={`There is no ${path}`}>
      <p>
        Not now, and not in any revision you can see.
        {nearest && (
          <>
            {" "}
            Did you mean{" "}
            <a
              className="text-link"
              href={addressOf(slug, nearest)}
              onClick={(event) => {
                if (!isPlainClick(event)) return;
                event.preventDefault();
                page.do({ type: "opened", path: nearest as FilePath });
              }}
            >
              {nearest}
            </a>
            ?
          </>
        )}
      </p>
    </Notice>
  );
}

export function NotADocument({ path }: { path: string }) {
  const slug = usePageState((state) => state.workspace.slug);
  return (
    <Notice title={`${path} is not a document`}>
      <p>Pinlight shows .py files. Documents that read this one run again when it changes.</p>
      <div className="notice-actions">
        <a className="button" href={downloadOf(slug, path)} download={nameOf(path)}>
          Download {nameOf(path)}
        </a>
        <a className="button" href={activityAddress(slug, { file: path })}>
          When it changed
        </a>
      </div>
    </Notice>
  );
}

export function EmptyDocument({ path }: { path: string }) {
  return (
    <Notice title={`${nameOf(path)} is empty`}>
      <p>It shows its first block as soon as one is saved.</p>
    </Notice>
  );
}

export function NotRunYet({ path }: { path: string }) {
  return (
    <Notice title={`${nameOf(path)} has not run yet`}>
      <p className="notice-wait">
        <i className="glyph glyph-queued" />
        Waiting for its first run
      </p>
    </Notice>
  );
}

export function NoAccess({ message }: { message: string }) {
  return (
    <Notice title="You no longer have access to this workspace">
      <p>{message} Ask the person who shared it for a new link.</p>
      <div className="notice-actions">
        <a className="button button-main" href="/">
          My workspaces
        </a>
      </div>
    </Notice>
  );
}
