/** The workspace path that a relative link in `from` names, or null: it leads elsewhere. */
export function resolveLink(from: string, href: string): string | null {
  if (/^([a-z][\w+.-]*:|\/\/|#|\/)/i.test(href) || href === "") return null;
  const base = new URL(`file:///${from.split("/").map(encodeURIComponent).join("/")}`);
  try {
    return decodeURIComponent(new URL(href, base).pathname).slice(1) || null;
  } catch {
    return null;
  }
}
