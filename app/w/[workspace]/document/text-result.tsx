"use client";
import { useMemo } from "react";
import type { TextElement } from "#lib/protocol/element.ts";
import { usePageState } from "../live/use-page.ts";
import { CopyButton } from "../shell/copy-button.tsx";
import { ansiSpans } from "./ansi-spans.ts";
import { blobAddress } from "./as-blob.ts";
import { sizeWords, WithText } from "./with-text.tsx";

/** What was printed, with the terminal's colours and its ways to overwrite a line. */
export function TextResult({ element }: { element: TextElement }) {
  const slug = usePageState((state) => state.workspace.slug);
  const { cut, kind, text } = element;
  return (
    <div className="result">
      <WithText value={text}>
        {(whole) => (
          <div className="printed">
            <Printed text={whole} kind={kind} />
            <CopyButton icon text={() => plainText(whole)} label="Copy this output" />
          </div>
        )}
      </WithText>
      {cut && (
        <p className="stale-note cut-note">
          {cut.chars.toLocaleString("en")} more characters were cut.{" "}
          {cut.full && (
            <a className="text-link" href={blobAddress(slug, cut.full)} download="output.txt">
              Open all {sizeWords(cut.full.bytes)}
            </a>
          )}
        </p>
      )}
    </div>
  );
}

/** As it is read, without the terminal's own signs. */
const plainText = (text: string) => ansiSpans(text).reduce((all, span) => all + span.text, "");

export function Printed({ text, kind }: { text: string; kind: TextElement["kind"] }) {
  const spans = useMemo(() => ansiSpans(text), [text]);
  return (
    <pre className={kind === "stderr" ? "stdout stderr" : "stdout"}>
      {/* Not in the <pre> itself: HTML drops a newline that comes first there. */}
      <span>
        {spans.map(({ text: part, className, color, background }, index) =>
          className || color || background ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: spans have no identity but their place.
            <span key={index} className={className} style={{ color, background }}>
              {part}
            </span>
          ) : (
            part
          ),
        )}
      </span>
    </pre>
  );
}
