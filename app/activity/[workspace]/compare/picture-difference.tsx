"use client";
import { useId, useState } from "react";
import type { Bundle } from "#lib/protocol/element.ts";
import { asBlob, blobAddress } from "../../../w/[workspace]/document/as-blob.ts";
import { WithText } from "../../../w/[workspace]/document/with-text.tsx";
import { usePageState } from "../../../w/[workspace]/live/use-page.ts";

type Value = Bundle[string];
type Picture = { mime: string; value: Value };
type Way = "side" | "onion" | "difference";
type Props = { a: Picture; b: Picture; label: string; runs: { a: number; b: number } };

const pictures = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/svg+xml"];
const ways: [Way, string][] = [
  ["side", "Side by side"],
  ["onion", "Onion skin"],
  ["difference", "Difference"],
];

/** null: its richest form is no picture. */
export function pictureOf(bundle: Bundle): Picture | null {
  if ("text/html" in bundle) return null;
  const mime = pictures.find((one) => bundle[one] !== undefined && bundle[one] !== null);
  return mime === undefined ? null : { mime, value: bundle[mime] as Value };
}

/** Two pictures side by side, one over the other, or only what differs. */
export function PictureDifference({ a, b, label, runs }: Props) {
  const [way, setWay] = useState<Way>("side");
  const [share, setShare] = useState(50);
  const name = useId();
  return (
    <div className="picture-diff" data-onion={way} style={{ "--onion": share / 100 } as React.CSSProperties}>
      <fieldset className="segments" aria-label={`How to compare ${label.toLowerCase()}`}>
        {ways.map(([one, words]) => (
          <label key={one}>
            <input type="radio" name={name} checked={way === one} onChange={() => setWay(one)} />
            {words}
          </label>
        ))}
      </fieldset>
      <div className="onion-stage">
        <Side picture={a} side="A" run={runs.a} label={label} />
        <Side picture={b} side="B" run={runs.b} label={label} />
      </div>
      <label className="onion-range">
        A
        <input
          type="range"
          aria-label="How much of B is seen"
          min={0}
          max={100}
          value={share}
          onChange={(event) => setShare(Number(event.target.value))}
        />
        B
      </label>
    </div>
  );
}

function Side({ picture, side, run, label }: { picture: Picture; side: string; run: number; label: string }) {
  return (
    <figure>
      <Shown picture={picture} alt={`${label}, run ${run}`} />
      <figcaption>
        <span className="side">{side}</span>Run {run}
      </figcaption>
    </figure>
  );
}

/** As an image even where it is SVG: scripts in it do not run. */
function Shown({ picture: { mime, value }, alt }: { picture: Picture; alt: string }) {
  const slug = usePageState((state) => state.workspace.slug);
  if (mime === "image/svg+xml") {
    return (
      <WithText value={value}>
        {(text) => <Img source={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`} alt={alt} />}
      </WithText>
    );
  }
  const blob = asBlob(value);
  return <Img source={blob ? blobAddress(slug, blob) : `data:${mime};base64,${String(value)}`} alt={alt} />;
}

// biome-ignore lint/performance/noImgElement: a result is shown as it is, not resized by a server.
const Img = ({ source, alt }: { source: string; alt: string }) => <img className="figure-svg" src={source} alt={alt} />;
