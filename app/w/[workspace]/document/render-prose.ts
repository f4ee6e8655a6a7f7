// Markdown with GitHub's extensions, as HTML that is safe to show: sanitised, and links say where they lead.
import { toHtml } from "hast-util-to-html";
import rehypeSanitize from "rehype-sanitize";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import { leadLinks } from "./lead-links.ts";

/**
 * Where a text stands: in a document of a workspace; `path` null: nowhere that links could start from. `origin`: for links
 * that are followed from elsewhere.
 */
export type Place = { slug: string; path: string | null; origin?: string };
export type RenderProse = (text: string, place: Place) => string;

const processor = unified().use(remarkParse).use(remarkGfm).use(remarkRehype).use(rehypeSanitize).freeze();

export const renderProse: RenderProse = (text, place) =>
  toHtml(leadLinks(processor.runSync(processor.parse(text)), place));
