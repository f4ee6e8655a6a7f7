"use client";
import { memo } from "react";
import { type Bundle, type BundleElement, type Element, ERROR_MIME } from "#lib/protocol/element.ts";
import { asBlob } from "./as-blob.ts";
import { ErrorResult } from "./error-result.tsx";
import { FrameResult } from "./frame-result.tsx";
import { ImageResult } from "./image-result.tsx";
import { JsonResult } from "./json-result.tsx";
import { Prose } from "./prose.tsx";
import { TextResult } from "./text-result.tsx";
import { WithText } from "./with-text.tsx";

/** One output, as richly as its bundle allows. */
export const ResultElement = memo(function ResultElement({ element, label }: { element: Element; label: string }) {
  if ("text" in element) return <TextResult element={element} />;
  return <BundleResult element={element} label={label} />;
});

/** The richest first. HTML and SVG are shown inside frames of an opaque origin only. */
const order = [
  ERROR_MIME,
  "text/html",
  "image/svg+xml",
  "image/png",
  "image/jpeg",
  "image/webp",
  "image/gif",
  "text/markdown",
  "text/latex",
  "application/json",
  "text/plain",
];

function BundleResult({ element, label }: { element: BundleElement; label: string }) {
  const { bundle } = element;
  const mime = order.find((one) => bundle[one] !== undefined && bundle[one] !== null);
  const value = mime === undefined ? undefined : bundle[mime];
  if (mime === undefined || value === undefined) return <Unknown bundle={bundle} />;
  if (mime === ERROR_MIME) return <ErrorResult bundle={bundle} />;
  if (mime.startsWith("image/") && mime !== "image/svg+xml") {
    return <ImageResult mime={mime} value={value} label={altOf(bundle) ?? label} />;
  }
  if (mime === "application/json" && !asBlob(value)) return <JsonResult value={value} />;
  return (
    <WithText value={value}>
      {(text) => {
        if (mime === "text/html") return <FrameResult html={text} kind="html" title={label} />;
        if (mime === "image/svg+xml") return <FrameResult html={text} kind="svg" title={label} />;
        if (mime === "text/markdown") return <Prose text={text} inResult />;
        if (mime === "text/latex") return <Prose text={asMath(text)} inResult />;
        if (mime === "application/json") return <JsonResult value={parsed(text)} />;
        if (element.kind === "error") return <ErrorResult bundle={{ "text/plain": text }} />;
        return <p className="result result-text">{text}</p>;
      }}
    </WithText>
  );
}

function Unknown({ bundle }: { bundle: Bundle }) {
  const types = Object.keys(bundle).join(", ");
  return <p className="result stale-note">This page cannot show {types || "an empty result"}.</p>;
}

function altOf(bundle: Bundle): string | null {
  const plain = bundle["text/plain"];
  return typeof plain === "string" && plain.length < 200 && !plain.startsWith("<") ? plain : null;
}

/** What `_repr_latex_` gives is written with dollars, or is the bare formula. */
function asMath(latex: string): string {
  const bare = latex
    .trim()
    .replace(/^\$+|\$+$/g, "")
    .trim();
  return `$$\n${bare}\n$$`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
