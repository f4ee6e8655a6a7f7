"use client";
import { type Bundle, ERROR_MIME, ErrorDetail } from "#lib/protocol/element.ts";
import { usePageState } from "../live/use-page.ts";
import { currentPath } from "../shell/slices.ts";
import { count } from "../shell/words.ts";
import { ReasonWords } from "./reason-words.tsx";
import { Printed } from "./text-result.tsx";
import { WithText } from "./with-text.tsx";

/** What went wrong, where, and what to do; the traceback is folded away. */
export function ErrorResult({ bundle }: { bundle: Bundle }) {
  const detail = ErrorDetail.safeParse(bundle[ERROR_MIME]);
  const trace = bundle["text/plain"];
  if (!detail.success) {
    return (
      <div className="result">
        {trace !== undefined && <WithText value={trace}>{(text) => <Printed text={text} kind="stderr" />}</WithText>}
      </div>
    );
  }
  const { name, message, hint, line, frames } = detail.data;
  const where = line === undefined ? "" : `Line ${line}.`;
  return (
    <div className="result">
      <p className="error-name">{message === "" ? name : `${name}: ${message}`}</p>
      {(where || hint) && (
        <p className="error-hint">
          {where} {hint && <ReasonWords text={hint} />}
        </p>
      )}
      {trace !== undefined && <Trace trace={trace} frames={frames} />}
    </div>
  );
}

function Trace({ trace, frames }: { trace: Bundle[string]; frames: ErrorDetail["frames"] }) {
  const path = usePageState(currentPath);
  const outside = frames.filter(({ file }) => file !== path).length;
  return (
    <details className="error-trace">
      <summary>
        <i className="icon icon-chevron" />
        Traceback{outside > 0 && `, ${count(outside, "frame")} outside this file`}
      </summary>
      <WithText value={trace}>{(text) => <pre>{withoutColours(text)}</pre>}</WithText>
    </details>
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are control characters.
const withoutColours = (text: string) => text.replace(/\u001b\[[0-9;]*m/g, "");

/** A fault that is not an exception: what happened, and what to do. */
export function ErrorWords({ name, hint }: { name: string; hint?: string }) {
  return (
    <div className="result">
      <p className="error-name">{name}</p>
      {hint && (
        <p className="error-hint">
          <ReasonWords text={hint} />
        </p>
      )}
    </div>
  );
}
