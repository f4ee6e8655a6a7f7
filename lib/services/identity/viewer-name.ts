// Anonymous visitors get a name that people can say, always the same for one identity.
const adjectives = [
  "Amber",
  "Brisk",
  "Calm",
  "Clear",
  "Early",
  "Fair",
  "Keen",
  "Kind",
  "Light",
  "Merry",
  "Noble",
  "Quiet",
  "Ready",
  "Sharp",
  "Steady",
  "Warm",
];
const birds = [
  "Avocet",
  "Bunting",
  "Crane",
  "Curlew",
  "Dunlin",
  "Finch",
  "Heron",
  "Ibis",
  "Kestrel",
  "Lark",
  "Martin",
  "Osprey",
  "Plover",
  "Robin",
  "Swift",
  "Wren",
];

export function viewerName(viewerId: string): string {
  const pick = (list: string[], digits: string) => list[Number.parseInt(digits, 16) % list.length];
  return `${pick(adjectives, viewerId.slice(0, 4))} ${pick(birds, viewerId.slice(4, 8))}`;
}
