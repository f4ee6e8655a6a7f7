"use client";
import { memo } from "react";
import { type BundleElement, type Element, ERROR_MIME } from "#lib/protocol/element.ts";
import { ChartResult } from "./chart/chart-result.tsx";
import { CHART_MIMES, formsOf, notShown } from "./choose-form.ts";
import { ErrorResult } from "./error-result.tsx";
import { FrameResult } from "./frame-result.tsx";
import { ImageResult } from "./image-result.tsx";
import { JsonResult } from "./json-result.tsx";
import { Prose } from "./prose.tsx";
import { TableOrElse } from "./table/table-or-else.tsx";
import { TABLE_MIME } from "./table/table-schema.ts";
import { TextResult } from "./text-result.tsx";
import { DescribedResult } from "./tree/described-result.tsx";
import { TREE_MIME } from "./tree/tree-node.ts";
import { WithJson } from "./with-json.tsx";
import { WithText } from "./with-text.tsx";

/** One output, as richly as its bundle allows. */
export const ResultElement = memo(function ResultElement({ element, label }: { element: Element; label: string }) {
  if ("text" in element) return <TextResult element={element} />;
  return <BundleResult element={element} label={label} forms={formsOf(element.bundle)} />;
});

/** `forms`: what may still be tried, the richest first; one that turns out to be none is passed over. */
type Props = { element: BundleElement; label: string; forms: readonly string[] };

function BundleResult({ element, label, forms }: Props) {
  const missing = notShown(element.bundle, forms[0]);
  return (
    <>
      {forms.length > 0 && <Form element={element} label={label} forms={forms} />}
      {missing.length > 0 && <p className="result stale-note">This page cannot show {missing.join(", ")}.</p>}
      {forms.length === 0 && missing.length === 0 && <p className="result stale-note">An empty result.</p>}
    </>
  );
}

function Form({ element, label, forms }: Props) {
  const { bundle } = element;
  const [mime = "", ...others] = forms;
  const value = bundle[mime] ?? "";
  const otherwise = <BundleResult element={element} label={label} forms={others} />;
  if (mime === ERROR_MIME) return <ErrorResult bundle={bundle} />;
  if (mime === TABLE_MIME) return <TableOrElse value={value} bundle={bundle} label={label} otherwise={otherwise} />;
  if (CHART_MIMES.includes(mime)) {
    const text = bundle["text/plain"];
    const plain = typeof text === "string" ? text : null;
    return (
      <WithJson value={value} loading={otherwise}>
        {(json) => <ChartResult specification={json} text={plain} title={label} otherwise={otherwise} />}
      </WithJson>
    );
  }
  if (mime === TREE_MIME || mime === "application/json") {
    return (
      <WithJson value={value}>
        {(json) =>
          mime === TREE_MIME ? (
            <DescribedResult value={json} bundle={bundle} label={label} otherwise={otherwise} />
          ) : (
            <JsonResult value={json} label={label} />
          )
        }
      </WithJson>
    );
  }
  if (mime.startsWith("image/") && mime !== "image/svg+xml") {
    return <ImageResult mime={mime} value={value} bundle={bundle} label={label} />;
  }
  return (
    <WithText value={value}>
      {(text) => {
        if (mime === "text/html") return <FrameResult html={text} kind="html" title={label} />;
        if (mime === "image/svg+xml") return <FrameResult html={text} kind="svg" title={label} />;
        if (mime === "text/markdown") return <Prose text={text} inResult />;
        if (mime === "text/latex") return <Prose text={asMath(text)} inResult />;
        if (element.kind === "error") return <ErrorResult bundle={{ "text/plain": text }} />;
        return <p className="result result-text">{text}</p>;
      }}
    </WithText>
  );
}

/** What `_repr_latex_` gives is written with dollars, or is the bare formula. */
function asMath(latex: string): string {
  const bare = latex
    .trim()
    .replace(/^\$+|\$+$/g, "")
    .trim();
  return `$$\n${bare}\n$$`;
}
