"use client";
import type { z } from "zod";
import type { BundleValue } from "#lib/protocol/element.ts";
import { usePageState } from "../live/use-page.ts";
import { asBlob, blobAddress } from "./as-blob.ts";

type Props = { mime: string; value: z.infer<typeof BundleValue>; label: string };

/** A picture; its bytes are base64 in the message, or a blob. */
export function ImageResult({ mime, value, label }: Props) {
  const slug = usePageState((state) => state.workspace.slug);
  const blob = asBlob(value);
  const source = blob ? blobAddress(slug, blob) : `data:${mime};base64,${String(value).replace(/\s/g, "")}`;
  return (
    <figure className="result figure">
      {/* biome-ignore lint/performance/noImgElement: a result is shown as it is, not resized by a server. */}
      <img src={source} alt={label} />
    </figure>
  );
}
