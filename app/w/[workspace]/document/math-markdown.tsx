"use client";
// Markdown with formulas: KaTeX and its letters are loaded where there is one.
import "katex/dist/katex.min.css";
import Markdown from "react-markdown";
import rehypeKatex from "rehype-katex";
import rehypeSanitize, { defaultSchema } from "rehype-sanitize";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import { ProseLink } from "./prose-link.tsx";

const schema = {
  ...defaultSchema,
  attributes: {
    ...defaultSchema.attributes,
    // What remark-math leaves for KaTeX, which runs after this and writes only its own.
    code: [...(defaultSchema.attributes?.code ?? []), ["className", /^language-./, "math-inline", "math-display"]],
  },
} as typeof defaultSchema;

export default function MathMarkdown({ text }: { text: string }) {
  return (
    <Markdown
      remarkPlugins={[remarkGfm, remarkMath]}
      rehypePlugins={[
        [rehypeSanitize, schema],
        [rehypeKatex, { throwOnError: false, strict: false, trust: false, maxSize: 50, maxExpand: 1000 }],
      ]}
      components={{ a: ProseLink }}
    >
      {withDisplayMath(text)}
    </Markdown>
  );
}

/** A line that is nothing but $$…$$ is a formula of its own, as GitHub has it; remark-math wants the dollars on lines of their own. */
function withDisplayMath(text: string): string {
  return text.replace(/^[ \t]*\$\$[ \t]*(\S[^\n]*?)[ \t]*\$\$[ \t]*$/gm, "$$$$\n$1\n$$$$");
}
