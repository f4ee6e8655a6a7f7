"use client";
import { type MouseEvent, memo } from "react";
import Markdown, { type Components } from "react-markdown";
import rehypeKatex from "rehype-katex";
import rehypeSanitize, { defaultSchema } from "rehype-sanitize";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import type { FilePath } from "#lib/protocol/ids.ts";
import { addressOf } from "../live/address.ts";
import { usePage, usePageState } from "../live/use-page.ts";
import { isPlainClick } from "../shell/file-row.tsx";
import { currentPath } from "../shell/slices.ts";
import { resolveLink } from "./resolve-link.ts";

const schema = {
  ...defaultSchema,
  attributes: {
    ...defaultSchema.attributes,
    // What remark-math leaves for KaTeX, which runs after this and writes only its own.
    code: [...(defaultSchema.attributes?.code ?? []), ["className", /^language-./, "math-inline", "math-display"]],
  },
} as typeof defaultSchema;

const components: Components = { a: ProseLink };

/** Markdown with GitHub's extensions and mathematics. */
export const Prose = memo(function Prose({ text, inResult }: { text: string; inResult?: boolean }) {
  return (
    <div className={inResult ? "prose result" : "prose"}>
      <Markdown
        remarkPlugins={[remarkGfm, remarkMath]}
        rehypePlugins={[
          [rehypeSanitize, schema],
          [rehypeKatex, { throwOnError: false, strict: false, trust: false, maxSize: 50, maxExpand: 1000 }],
        ]}
        components={components}
      >
        {withDisplayMath(text)}
      </Markdown>
    </div>
  );
});

/** A line that is nothing but $$…$$ is a formula of its own, as GitHub has it; remark-math wants the dollars on lines of their own. */
function withDisplayMath(text: string): string {
  return text.replace(/^[ \t]*\$\$[ \t]*(\S[^\n]*?)[ \t]*\$\$[ \t]*$/gm, "$$$$\n$1\n$$$$");
}

/** A link to a file of this workspace goes there as a click in the tree does; any other opens a page of its own. */
function ProseLink({ href = "", children }: { href?: string; children?: React.ReactNode }) {
  const page = usePage();
  const from = usePageState(currentPath);
  const slug = usePageState((state) => state.workspace.slug);
  const entries = usePageState((state) => state.tree.entries);
  if (href.startsWith("#")) return <a href={href}>{children}</a>;
  const path = from === null ? null : resolveLink(from, href);
  if (path === null || !(path in entries)) {
    return (
      <a href={href} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    );
  }
  const open = (event: MouseEvent) => {
    if (!isPlainClick(event)) return;
    event.preventDefault();
    page.do({ type: "opened", path: path as FilePath });
  };
  return (
    <a href={addressOf(slug, path)} onClick={open}>
      {children}
    </a>
  );
}
