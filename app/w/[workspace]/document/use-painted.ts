// What the server painted is not made again by the browser that takes it over: its HTML stays as it stands until it has
// to be another one.
import { type RefObject, useLayoutEffect, useState } from "react";
import { usePage } from "../live/use-page.ts";

/** For `dangerouslySetInnerHTML`: React takes over what it finds, and leaves it alone as long as it is given this. */
export const AS_PAINTED = { __html: "" };

/** HTML that the server painted, by what it was made of: for what is taken away and comes again. */
const painted = new Map<string, string>();
export const paintedBefore = (source: string): string | undefined => painted.get(source);

/**
 * Whether the element still holds what the server painted for these `signs`; once they were others it never does again.
 * `source` names what it was made of.
 */
export function usePainted(element: RefObject<Element | null>, source: string, signs: string): boolean {
  const page = usePage();
  const [asPainted, setAsPainted] = useState(() => (page.isPainted() ? signs : null));
  if (asPainted !== null && asPainted !== signs) setAsPainted(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is there at first was painted.
  useLayoutEffect(() => {
    if (asPainted === null || !element.current) return;
    const html = element.current.innerHTML;
    if (html !== "") painted.set(source, html);
    // The page was made anew in the browser, and nothing was painted after all.
    else if (source !== "") setAsPainted(null);
  }, []);
  return asPainted === signs;
}
