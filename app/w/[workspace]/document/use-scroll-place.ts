"use client";
// Each document keeps its place: coming back is coming back to where one was. Who comes to see a change is shown the first
// block that changed, unless they have begun to scroll themselves.
import { useEffect, useLayoutEffect, useRef } from "react";
import { usePageState } from "../live/use-page.ts";
import { currentLights, currentPath } from "../shell/slices.ts";

const handMoves = ["wheel", "touchmove", "keydown", "pointerdown"];

export function useScrollPlace(): void {
  const path = usePageState(currentPath);
  const arrival = usePageState((state) => state.arrival);
  const lit = usePageState(currentLights).lit;
  const places = useRef(new Map<string, number>());
  const seeking = useRef(false);

  useEffect(() => {
    const keep = () => path !== null && places.current.set(path, window.scrollY);
    const stopSeeking = () => {
      seeking.current = false;
    };
    window.addEventListener("scroll", keep, { passive: true });
    for (const type of handMoves) window.addEventListener(type, stopSeeking, { passive: true });
    return () => {
      window.removeEventListener("scroll", keep);
      for (const type of handMoves) window.removeEventListener(type, stopSeeking);
    };
  }, [path]);

  useLayoutEffect(() => {
    history.scrollRestoration = "manual";
    if (arrival.token === 0) return;
    seeking.current = arrival.focusChanged;
    return returnTo((path !== null && places.current.get(path)) || 0);
  }, [arrival, path]);

  useLayoutEffect(() => {
    if (!seeking.current || lit.size === 0) return;
    const first = [...document.querySelectorAll<HTMLElement>("section.block")].find((block) => lit.has(block.id));
    if (!first) return;
    seeking.current = false;
    const { top, bottom } = first.getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) first.scrollIntoView({ block: "start" });
  }, [lit]);

  // The first paint: the browser has gone to the hash by itself, but a reload is to come back to where one was.
  useLayoutEffect(() => {
    const kept = Number(sessionStorage.getItem(`pinlight:scroll:${location.pathname}`));
    const stop = kept > 0 && location.hash === "" ? returnTo(kept) : undefined;
    const keep = () => sessionStorage.setItem(`pinlight:scroll:${location.pathname}`, String(window.scrollY));
    window.addEventListener("pagehide", keep);
    return () => {
      stop?.();
      window.removeEventListener("pagehide", keep);
    };
  }, []);
}

const GROWS_MS = 1_500;

/** Scrolls there, and again while results (frames, pictures, long texts) still grow, until the viewer's hand moves. */
function returnTo(place: number): () => void {
  const go = () => window.scrollTo(0, place);
  const observer = new ResizeObserver(go);
  const stop = () => {
    observer.disconnect();
    for (const type of handMoves) window.removeEventListener(type, stop);
  };
  go();
  if (place === 0) return stop;
  observer.observe(document.body);
  for (const type of handMoves) window.addEventListener(type, stop, { passive: true });
  setTimeout(stop, GROWS_MS);
  return stop;
}
