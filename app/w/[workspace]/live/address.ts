import type { FilePath } from "#lib/protocol/ids.ts";

/** A document's address below the origin. */
export function addressOf(slug: string, path: string | null): string {
  return ["/w", slug, ...(path === null ? [] : path.split("/"))]
    .map((part) => (part === "/w" ? part : encodeURIComponent(part)))
    .join("/");
}

/** Where the file itself is downloaded, as it is now. */
export function downloadOf(slug: string, path: string): string {
  return `/api/files/${path.split("/").map(encodeURIComponent).join("/")}?w=${encodeURIComponent(slug)}`;
}

/** The path that an address names, or null: the workspace itself, or not an address at all. */
export function pathIn(pathname: string): FilePath | null {
  const parts = pathname.split("/").slice(3).filter(Boolean);
  try {
    return parts.length === 0 ? null : (parts.map(decodeURIComponent).join("/") as FilePath);
  } catch {
    return null;
  }
}

export const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);
export const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** Two runs of one document. `a` null: the one before `b`. */
export type Chosen = { a: number | null; b: number };

/** Where one sees what happened: all of it, or what has to do with a file, or two runs side by side. */
export function activityAddress(
  slug: string,
  { file, words, chosen }: { file?: string | null; words?: string; chosen?: Chosen | null } = {},
): string {
  const query = new URLSearchParams();
  if (file) query.set("file", file);
  if (words) query.set("words", words);
  if (chosen) {
    if (chosen.a !== null) query.set("a", String(chosen.a));
    query.set("b", String(chosen.b));
  }
  const search = query.size > 0 ? `?${query}` : "";
  return `/activity/${encodeURIComponent(slug)}${search}`;
}

/** A document as it was after a run. */
export const runAddress = (slug: string, run: number) => `/activity/${encodeURIComponent(slug)}/runs/${run}`;

/** The document as it stands still, of which a file is made. */
export function exportOf(slug: string, path: string, run?: number): string {
  const segments = [slug, ...path.split("/")].map(encodeURIComponent).join("/");
  return `/export/${segments}${run === undefined ? "" : `?run=${run}`}`;
}
