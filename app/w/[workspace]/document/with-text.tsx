"use client";
import { type ReactNode, useEffect, useState } from "react";
import type { z } from "zod";
import type { BundleValue } from "#lib/protocol/element.ts";
import { usePageState } from "../live/use-page.ts";
import { asBlob, blobAddress } from "./as-blob.ts";
import { blobTexts } from "./blob-texts.ts";

type Props = {
  value: z.infer<typeof BundleValue>;
  /** In the place of what is not here yet. */
  loading?: ReactNode;
  children: (text: string) => ReactNode;
};
type Fetched = { address: string; text: string } | { address: string; fault: string };

/** Hands on a text, also one that must be fetched first; until the new one is here, the last one stays (L5). */
export function WithText({ value, loading, children }: Props) {
  const slug = usePageState((state) => state.workspace.slug);
  const blob = asBlob(value);
  const address = blob ? blobAddress(slug, blob) : null;
  const [fetched, setFetched] = useState<Fetched | null>(null);
  const [attempt, setAttempt] = useState(0);
  const kept = address === null ? undefined : blobTexts.get(address);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks for the same address again.
  useEffect(() => {
    if (address === null) return;
    const text = blobTexts.get(address);
    // The one that stays until the next is here.
    if (text !== undefined) return setFetched({ address, text });
    const abort = new AbortController();
    fetchText(address, abort.signal).then(setFetched, () => undefined);
    return () => abort.abort();
  }, [address, attempt]);
  if (address === null) return children(typeof value === "string" ? value : JSON.stringify(value));
  if (kept !== undefined) return children(kept);
  if (!fetched && loading) return loading;
  if (!fetched) return <p className="result stale-note">Loading {sizeWords(blob?.bytes ?? 0)}</p>;
  if ("text" in fetched) return children(fetched.text);
  return (
    <p className="result stale-note">
      {fetched.fault}
      <button type="button" className="text-link" onClick={() => setAttempt(attempt + 1)}>
        Try again
      </button>
    </p>
  );
}

async function fetchText(address: string, signal: AbortSignal): Promise<Fetched> {
  try {
    const response = await fetch(address, { signal });
    if (response.ok) {
      const text = await response.text();
      blobTexts.put(address, text);
      return { address, text };
    }
    return { address, fault: "This result could not be fetched: the server refused it." };
  } catch (error) {
    if (signal.aborted) throw error;
    return { address, fault: "This result could not be fetched: no connection." };
  }
}

export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(0)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
