"use client";
import { useMemo } from "react";
import type { BlockView } from "#lib/core/document-view.ts";
import { usePageState } from "../live/use-page.ts";
import { currentLights, currentView } from "./slices.ts";

type Heading = { block: string; level: number; text: string };

/** The document's headings, on wide screens. */
export function Outline() {
  const blocks = usePageState(currentView)?.blocks;
  const lights = usePageState(currentLights);
  const headings = useMemo(() => (blocks ?? []).flatMap(headingsOf), [blocks]);
  const byId = useMemo(() => new Map((blocks ?? []).map((block) => [block.id, block])), [blocks]);
  if (headings.length < 2) return null;
  return (
    <nav className="outline" aria-label="On this page">
      <h2>On this page</h2>
      <ul>
        {headings.map(({ block, level, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two headings of one block may say the same.
          <li key={`${block} ${index}`}>
            <a href={`#${block}`} data-level={level}>
              <span>{text}</span>
              <Glyph state={byId.get(block)?.state} isLit={lights.lit.has(block)} />
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Glyph({ state, isLit }: { state: BlockView["state"] | undefined; isLit: boolean }) {
  if (state === "failed") return <i className="glyph glyph-failed" />;
  if (state === "running") return <i className="glyph glyph-running" />;
  return isLit ? <i className="glyph glyph-lamp" /> : null;
}

export function headingsOf(block: BlockView): Heading[] {
  const titled = block.title ? [{ block: block.id, level: 2, text: block.title }] : [];
  const written = block.pieces.flatMap((piece) => {
    if (piece.kind !== "prose") return [];
    const lines = piece.text.split("\n").filter((line) => /^#{1,3} \S/.test(line));
    return lines.map((line) => {
      const level = line.indexOf(" ");
      return { block: block.id, level, text: plainText(line.slice(level + 1)) };
    });
  });
  return [...titled, ...written];
}

const plainText = (markdown: string) =>
  markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`$]/g, "")
    .trim();
