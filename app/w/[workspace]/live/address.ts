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
