"use client";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { FrameResult } from "../frame-result.tsx";
import { chartLibrary } from "./chart-library.ts";
import { chartPage } from "./chart-page.ts";

type Props = { specification: unknown; text: string | null; title: string; otherwise: ReactNode };

/** A Vega-Lite chart. Until what draws it is here, the chart is shown otherwise. */
export function ChartResult({ specification, text, title, otherwise }: Props) {
  const { library, isOut, retry } = useChartLibrary();
  const page = useMemo(
    () => (library === null ? null : chartPage({ library, specification, text })),
    [library, specification, text],
  );
  if (page !== null) return <FrameResult html={page} kind="html" title={title} />;
  return (
    <>
      {otherwise}
      {isOut && (
        <p className="result stale-note">
          What draws this chart could not be fetched: no connection.
          <button type="button" className="text-link" onClick={retry}>
            Try again
          </button>
        </p>
      )}
    </>
  );
}

function useChartLibrary(): { library: string | null; isOut: boolean; retry: () => void } {
  const [library, setLibrary] = useState(chartLibrary.get);
  const [isOut, setOut] = useState(false);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks for the same again.
  useEffect(() => {
    if (library !== null) return;
    let isGone = false;
    setOut(false);
    chartLibrary.load().then(
      (text) => isGone || setLibrary(text),
      () => isGone || setOut(true),
    );
    return () => {
      isGone = true;
    };
  }, [library, attempt]);
  return { library, isOut, retry: () => setAttempt(attempt + 1) };
}
