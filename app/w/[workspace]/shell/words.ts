// Small words that several places say alike.
import { useSyncExternalStore } from "react";

/** "14:02", in the viewer's own time zone: only for what the browser draws. */
export const clock = (at: number) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
export const clockSeconds = (at: number) => new Date(at).toLocaleTimeString("en-GB");

export function seconds(ms: number): string {
  if (ms < 9.95) return `${Math.max(1, Math.round(ms))} ms`;
  if (ms < 9_995) return `${(ms / 1000).toFixed(2)} s`;
  return ms < 99_950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

export const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

export function ago(at: number, now: number): string {
  const passed = Math.max(0, Math.round((now - at) / 1000));
  if (passed < 60) return `${passed} s ago`;
  if (passed < 3600) return `${Math.floor(passed / 60)} min ago`;
  return passed < 86_400 ? `${Math.floor(passed / 3600)} h ago` : `${Math.floor(passed / 86_400)} d ago`;
}

const never = () => () => undefined;

/** Whether this is drawn in a browser, where the viewer's time zone is known, and not for the first paint. */
export const useIsBrowser = () =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );

/** Whether a media query matches; for the first paint it does not. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = matchMedia(query);
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    },
    () => matchMedia(query).matches,
    () => false,
  );
}

export const NARROW = "(max-width: 959px)";
