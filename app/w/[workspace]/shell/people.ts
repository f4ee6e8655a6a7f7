import type { Presence } from "#lib/protocol/live.ts";

/** Everybody who is here, each once however many tabs are open; oneself last. */
export function peopleHere(here: readonly Presence[], self: string): Presence[] {
  const people = new Map<string, Presence>();
  for (const presence of here) {
    const known = people.get(presence.viewer.id);
    if (!known || (known.path === null && presence.path !== null)) people.set(presence.viewer.id, presence);
  }
  return [...people.values()].sort((a, b) => Number(a.viewer.id === self) - Number(b.viewer.id === self));
}

export function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? "?")][0]?.toUpperCase() ?? "").join("");
}

/** The hue of a person's disc, in degrees: the same for one person everywhere. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + character.charCodeAt(0)) % 3600;
  return (hash % 36) * 10;
}
