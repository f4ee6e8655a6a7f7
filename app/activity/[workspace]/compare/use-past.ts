"use client";
import { useEffect, useState } from "react";
import { fetchJson } from "../fetch-json.ts";
import type { Past } from "../past.ts";

type Known = { run: number; past: Past } | { run: number; fault: string };

/** A document as it was after a run; what was painted is not fetched again. null: nothing is asked for. */
export function usePast(slug: string, run: number | null, painted: Past | null): Known | "loading" | null {
  const [known, setKnown] = useState<Known | null>(painted && { run: painted.run, past: painted });
  const isKnown = known !== null && known.run === run;
  useEffect(() => {
    if (run === null || isKnown) return;
    const abort = new AbortController();
    // The page's own server made it: nothing of it is evaluated, and what is shown of it goes the ways of any result.
    const address = `/api/runs/${run}?w=${encodeURIComponent(slug)}`;
    fetchJson(address, (value) => value as Past, abort.signal).then(
      (answer) => setKnown(answer.ok ? { run, past: answer.value } : { run, fault: answer.message }),
      () => undefined,
    );
    return () => abort.abort();
  }, [slug, run, isKnown]);
  if (run === null) return null;
  return isKnown ? known : "loading";
}
