"use client";
import { useRef } from "react";
import { z } from "zod";
import type { Bundle } from "#lib/protocol/element.ts";
import { usePageState } from "../live/use-page.ts";
import { asBlob, blobAddress } from "./as-blob.ts";
import { METADATA_MIME } from "./choose-form.ts";
import { PictureTools } from "./picture-tools.tsx";

type Props = { mime: string; value: Bundle[string]; bundle: Bundle; label: string };

/** What a value says about its picture: user code wrote it. */
const Said = z.object({ width: z.number().positive(), height: z.number().positive(), alt: z.string() }).partial();

/** A picture; its bytes are base64 in the message, or a blob. */
export function ImageResult({ mime, value, bundle, label }: Props) {
  const slug = usePageState((state) => state.workspace.slug);
  const blob = asBlob(value);
  const source = blob ? blobAddress(slug, blob) : `data:${mime};base64,${String(value).replace(/\s/g, "")}`;
  const { width, height, alt } = saidOf(bundle, mime);
  const picture = useRef<HTMLImageElement>(null);
  const name = `${label.replace(/\W+/g, "-").toLowerCase()}.${mime.slice(mime.indexOf("/") + 1)}`;
  return (
    <figure className="result figure">
      {/* biome-ignore lint/performance/noImgElement: a result is shown as it is, not resized by a server. */}
      <img ref={picture} src={source} alt={alt ?? textOf(bundle) ?? label} width={width} height={height} />
      <PictureTools picture={picture} source={source} name={name} />
    </figure>
  );
}

function saidOf(bundle: Bundle, mime: string): z.infer<typeof Said> {
  const all = z.record(z.string(), z.unknown()).safeParse(bundle[METADATA_MIME]);
  return Said.safeParse(all.data?.[mime]).data ?? {};
}

function textOf(bundle: Bundle): string | null {
  const plain = bundle["text/plain"];
  return typeof plain === "string" && plain.length < 200 && !plain.startsWith("<") ? plain : null;
}
