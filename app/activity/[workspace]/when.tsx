"use client";
import { clock, clockSeconds, useIsBrowser } from "../../w/[workspace]/shell/words.ts";

/** A moment in the viewer's own time zone; of another day, with its day. */
export function When({ at }: { at: number }) {
  const isBrowser = useIsBrowser();
  return (
    <time dateTime={new Date(at).toISOString()} title={isBrowser ? new Date(at).toLocaleString("en-GB") : undefined}>
      {isBrowser ? momentWords(at) : " "}
    </time>
  );
}

export function momentWords(at: number): string {
  const date = new Date(at);
  if (date.toDateString() === new Date().toDateString()) return clockSeconds(at);
  return `${date.toLocaleDateString("en-GB", { day: "numeric", month: "short" })} ${clock(at)}`;
}
