"use client";
import { memo, useMemo } from "react";
import { CopyButton } from "../shell/copy-button.tsx";
import { highlightPython, type Token } from "./highlight-python.ts";
import type { Part } from "./join-pieces.ts";

type Props = { part: Extract<Part, { kind: "code" }>; former: string | null; guilty: number | null };

/** Code with the file's own line numbers. What the viewer has not seen yet is marked, and the line that failed. */
export const Code = memo(function Code({ part, former, guilty }: Props) {
  const lines = useMemo(() => highlightPython(part.text), [part.text]);
  const known = useMemo(
    () => (former === null ? null : new Set(former.split("\n").map((line) => line.trim()))),
    [former],
  );
  const numbers = lines.map((_, index) => part.line + index);
  return (
    <div className="code">
      <div className="code-lines" aria-hidden="true">
        {numbers.join("\n")}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard. */}
      <pre tabIndex={0}>
        <code>
          {lines.map((tokens, index) => {
            const line = part.line + index;
            const text = tokens
              .map((token) => token.text)
              .join("")
              .trim();
            const isNew = known !== null && text !== "" && !known.has(text);
            return (
              <Line
                key={line}
                tokens={tokens}
                mark={line === guilty ? "guilty" : isNew ? "new" : null}
                isLast={index === lines.length - 1}
              />
            );
          })}
        </code>
      </pre>
      <CopyButton icon text={part.text} label="Copy this code" />
    </div>
  );
}, isSame);

function isSame(a: Props, b: Props): boolean {
  return a.part.text === b.part.text && a.part.line === b.part.line && a.former === b.former && a.guilty === b.guilty;
}

function Line({ tokens, mark, isLast }: { tokens: Token[]; mark: "guilty" | "new" | null; isLast: boolean }) {
  const content = tokens.map(({ text, kind }, index) =>
    kind === null ? (
      text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: tokens have no identity but their place.
      <span key={index} className={kind}>
        {text}
      </span>
    ),
  );
  return (
    <>
      {mark ? <mark className={`line-${mark}`}>{content}</mark> : content}
      {isLast ? "" : "\n"}
    </>
  );
}
