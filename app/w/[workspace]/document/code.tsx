"use client";
import { memo, useEffect, useMemo, useRef } from "react";
import { useLazyTool } from "../live/lazy-tool.ts";
import { codeTool } from "../live/text-tools.ts";
import { CopyButton } from "../shell/copy-button.tsx";
import { escapeHtml } from "./escape-html.ts";
import type { Part } from "./join-pieces.ts";
import { type LineMark, markedLines, unmarkedLines } from "./marked-lines.ts";
import { AS_PAINTED, paintedBefore, usePainted } from "./use-painted.ts";

type Props = { part: Extract<Part, { kind: "code" }>; former: string | null; guilty: number | null };

/** Code with the file's own line numbers. What the viewer has not seen yet is marked, and the line that failed. */
export const Code = memo(function Code({ part, former, guilty }: Props) {
  const lines = useMemo(() => part.text.split("\n"), [part.text]);
  const known = useMemo(
    () => (former === null ? null : new Set(former.split("\n").map((line) => line.trim()))),
    [former],
  );
  const marks = lines.map((text, index): LineMark => {
    if (part.line + index === guilty) return "guilty";
    return known !== null && text.trim() !== "" && !known.has(text.trim()) ? "new" : null;
  });
  const numbers = lines.map((_, index) => part.line + index);
  return (
    <div className="code">
      <div className="code-lines" aria-hidden="true">
        {numbers.join("\n")}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard. */}
      <pre tabIndex={0}>
        <Coloured text={part.text} marks={marks.join()} />
      </pre>
      <CopyButton icon text={part.text} label="Copy this code" />
    </div>
  );
}, isSame);

function isSame(a: Props, b: Props): boolean {
  return a.part.text === b.part.text && a.part.line === b.part.line && a.former === b.former && a.guilty === b.guilty;
}

/** `marks`: one for each line, with commas between them. */
function Coloured({ text, marks }: { text: string; marks: string }) {
  const element = useRef<HTMLElement>(null);
  const highlight = useLazyTool(codeTool);
  const isAsPainted = usePainted(element, text, `${marks}\n${text}`);
  const coloured = useMemo(() => {
    if (isAsPainted) return null;
    const before = paintedBefore(text);
    return before === undefined ? (highlight?.(text) ?? null) : unmarkedLines(before);
  }, [isAsPainted, text, highlight]);
  useEffect(() => {
    if (!isAsPainted && coloured === null) void codeTool.want();
  }, [isAsPainted, coloured]);
  const html = useMemo(() => {
    if (isAsPainted) return AS_PAINTED;
    return { __html: markedLines(coloured ?? escapeHtml(text).split("\n"), marks.split(",") as LineMark[]) };
  }, [isAsPainted, coloured, text, marks]);
  // biome-ignore lint/security/noDangerouslySetInnerHtml: it is escaped text in spans (highlight-python.ts).
  return <code ref={element} suppressHydrationWarning dangerouslySetInnerHTML={html} />;
}
