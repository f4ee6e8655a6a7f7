// Markdown with formulas: KaTeX and its letters are loaded where there is one.
import { toHtml } from "hast-util-to-html";
import rehypeKatex from "rehype-katex";
import rehypeSanitize, { defaultSchema } from "rehype-sanitize";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import { leadLinks } from "./lead-links.ts";
import type { RenderProse } from "./render-prose.ts";

const schema = {
  ...defaultSchema,
  attributes: {
    ...defaultSchema.attributes,
    // What remark-math leaves for KaTeX, which runs after this and writes only its own.
    code: [...(defaultSchema.attributes?.code ?? []), ["className", /^language-./, "math-inline", "math-display"]],
  },
} as typeof defaultSchema;

const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkMath)
  .use(remarkRehype)
  .use(rehypeSanitize, schema)
  .use(rehypeKatex, { throwOnError: false, strict: false, trust: false, maxSize: 50, maxExpand: 1000 })
  .freeze();

export const renderFormulas: RenderProse = (text, place) =>
  toHtml(leadLinks(processor.runSync(processor.parse(withDisplayMath(text))), place));

/** A line that is nothing but $$…$$ is a formula of its own, as GitHub has it; remark-math wants the dollars on lines of their own. */
function withDisplayMath(text: string): string {
  return text.replace(/^[ \t]*\$\$[ \t]*(\S[^\n]*?)[ \t]*\$\$[ \t]*$/gm, "$$$$\n$1\n$$$$");
}
