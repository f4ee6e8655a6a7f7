"use client";
import dynamic from "next/dynamic";
import { type MouseEvent, memo, useContext, useEffect, useMemo, useRef } from "react";
import { pathIn } from "../live/address.ts";
import { useLazyTool } from "../live/lazy-tool.ts";
import type { LivePage } from "../live/live-page.ts";
import { formulasTool, proseTool } from "../live/text-tools.ts";
import { usePage, usePageState } from "../live/use-page.ts";
import { isPlainClick } from "../shell/file-row.tsx";
import { currentPath } from "../shell/slices.ts";
import { escapeHtml } from "./escape-html.ts";
import { StillContext } from "./still.ts";
import { AS_PAINTED, paintedBefore, usePainted } from "./use-painted.ts";

const FormulasStyle = dynamic(() => import("./formulas-style.tsx"));

/** Markdown with GitHub's extensions and mathematics. */
export const Prose = memo(function Prose({ text, inResult }: { text: string; inResult?: boolean }) {
  const page = usePage();
  const slug = usePageState((state) => state.workspace.slug);
  const path = usePageState(currentPath);
  const origin = useContext(StillContext)?.origin;
  const hasFormulas = text.includes("$");
  const tool = hasFormulas ? formulasTool : proseTool;
  const element = useRef<HTMLDivElement>(null);
  const render = useLazyTool(tool);
  const source = `${path}\n${text}`;
  const isAsPainted = usePainted(element, source, source);
  const html = useMemo(() => {
    if (isAsPainted) return AS_PAINTED;
    const made = paintedBefore(source) ?? render?.(text, { slug, path, ...(origin && { origin }) });
    return made === undefined ? null : { __html: made };
  }, [isAsPainted, source, text, slug, path, origin, render]);
  useEffect(() => {
    if (html === null) void tool.want();
  }, [html, tool]);
  const plain = useMemo(() => ({ __html: `<p class="prose-plain">${escapeHtml(text)}</p>` }), [text]);
  return (
    <>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: links are what is clicked, and Enter clicks them. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the same. */}
      <div
        ref={element}
        className={inResult ? "prose result" : "prose"}
        onClick={(event) => openFile(page, event)}
        suppressHydrationWarning
        // biome-ignore lint/security/noDangerouslySetInnerHtml: it is sanitised (render-prose.ts).
        dangerouslySetInnerHTML={html ?? plain}
      />
      {hasFormulas && <FormulasStyle />}
    </>
  );
});

/** A link to a file of this workspace goes there as a click in the tree does. */
function openFile(page: LivePage, event: MouseEvent): void {
  const link = (event.target as Element).closest("a");
  if (link === null || link.target !== "" || link.hash !== "" || !isPlainClick(event)) return;
  const path = pathIn(link.pathname);
  if (path === null || !(path in page.store.get().tree.entries)) return;
  event.preventDefault();
  page.do({ type: "opened", path });
}
