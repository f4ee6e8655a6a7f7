import type { Root } from "hast";
import { visit } from "unist-util-visit";
import { addressOf } from "../live/address.ts";
import type { Place } from "./render-prose.ts";
import { resolveLink } from "./resolve-link.ts";

/** Links to files of the workspace lead to their pages; those that leave it open a page of their own. */
export function leadLinks(tree: Root, { origin = "", slug, path }: Place): Root {
  visit(tree, "element", ({ tagName, properties }) => {
    const { href } = properties;
    if (tagName !== "a" || typeof href !== "string" || href.startsWith("#")) return;
    const file = path === null ? null : resolveLink(path, href);
    if (file !== null) properties.href = origin + addressOf(slug, file);
    else Object.assign(properties, { target: "_blank", rel: "noopener noreferrer" });
  });
  return tree;
}
