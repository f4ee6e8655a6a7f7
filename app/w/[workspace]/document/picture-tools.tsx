"use client";
import { type RefObject, useState } from "react";
import { usePage } from "../live/use-page.ts";

const SAID_MS = 1_500;

type Props = { picture: RefObject<HTMLImageElement | null>; source: string; name: string };

/** Beside a picture, for whoever wants it somewhere else. */
export function PictureTools({ picture, source, name }: Props) {
  const page = usePage();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": asPng(picture.current) })]);
      page.say("Copied");
      setCopied(true);
      setTimeout(() => setCopied(false), SAID_MS);
    } catch {
      page.say("The browser did not allow to copy");
    }
  };
  return (
    <span className="picture-tools">
      <button type="button" className="icon-button" aria-label="Copy this picture" onClick={copy}>
        <i className={copied ? "icon icon-check" : "icon icon-copy"} />
      </button>
      <a className="icon-button" href={source} download={name} aria-label="Download this picture">
        <i className="icon icon-download" />
      </a>
    </span>
  );
}

/** Clipboards take nothing but PNG. */
async function asPng(picture: HTMLImageElement | null): Promise<Blob> {
  if (!picture) throw new Error("there is no picture");
  const canvas = document.createElement("canvas");
  canvas.width = picture.naturalWidth;
  canvas.height = picture.naturalHeight;
  canvas.getContext("2d")?.drawImage(picture, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob((png) => (png ? resolve(png) : reject(new Error("the picture cannot be drawn"))), "image/png");
  });
}
