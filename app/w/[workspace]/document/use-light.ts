"use client";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { Light } from "../live/lights.ts";

/** "now" crosses the block once, "" rests, "seen" fades: the viewer has had the block in view for a while. */
export type LightPhase = "now" | "" | "seen";

const SWEEP_MS = 1_200;
const IN_VIEW_MS = 2_000;
const FADE_MS = 2_400;

export function useLight(
  light: Light | undefined,
  block: RefObject<HTMLElement | null>,
  onSeen: (token: number) => void,
): LightPhase | undefined {
  const [phase, setPhase] = useState<{ token: number; is: LightPhase } | null>(null);
  const token = light?.token;
  const seen = useRef(onSeen);
  useEffect(() => {
    seen.current = onSeen;
  });
  useEffect(() => {
    if (token === undefined || !block.current) return;
    const timers = [setTimeout(() => setPhase((now) => (now?.token === token ? now : { token, is: "" })), SWEEP_MS)];
    const look = whenLookedAt(block.current, () => {
      setPhase({ token, is: "seen" });
      timers.push(setTimeout(() => seen.current(token), FADE_MS));
    });
    return () => {
      look.stop();
      for (const timer of timers) clearTimeout(timer);
    };
  }, [token, block]);
  if (token === undefined) return undefined;
  return phase?.token === token ? phase.is : "now";
}

/** Calls back once the element has been in view, in a visible page, for long enough at a stretch. */
function whenLookedAt(element: HTMLElement, then: () => void): { stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let inView = false;
  const consider = () => {
    clearTimeout(timer);
    if (inView && document.visibilityState === "visible") timer = setTimeout(done, IN_VIEW_MS);
  };
  const observer = new IntersectionObserver(([entry]) => {
    inView = entry?.isIntersecting ?? false;
    consider();
  });
  const stop = () => {
    clearTimeout(timer);
    observer.disconnect();
    document.removeEventListener("visibilitychange", consider);
  };
  const done = () => {
    stop();
    then();
  };
  observer.observe(element);
  document.addEventListener("visibilitychange", consider);
  return { stop };
}
