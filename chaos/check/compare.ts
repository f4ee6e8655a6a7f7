/** Where two values differ first, and how, for a person to read; null: nowhere. Absent and undefined are the same. */
export function firstDifference(one: unknown, other: unknown, at = ""): string | null {
  if (Object.is(one, other)) return null;
  if (!isTree(one) || !isTree(other) || Array.isArray(one) !== Array.isArray(other)) {
    return `${at || "it"} is ${short(one)} and should be ${short(other)}`;
  }
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const where = Array.isArray(one) ? `${at}[${key}]` : at === "" ? key : `${at}.${key}`;
    const found = firstDifference(one[key], other[key], where);
    if (found) return found;
  }
  return null;
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function short(value: unknown): string {
  const text = value === undefined ? "absent" : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
