import type { FilePath } from "#lib/protocol/ids.ts";

/** Rule L7, where a visitor lands: what the address names; else the pin; else the last changed document; else nowhere. */
export function landingPath(known: {
  urlPath: FilePath | null;
  pin: FilePath | null;
  lastChanged: FilePath | null;
}): FilePath | null {
  return known.urlPath ?? known.pin ?? known.lastChanged;
}
