"use client";
import dynamic from "next/dynamic";
import { memo } from "react";
import Markdown from "react-markdown";
import rehypeSanitize from "rehype-sanitize";
import remarkGfm from "remark-gfm";
import { ProseLink } from "./prose-link.tsx";

const MathMarkdown = dynamic(() => import("./math-markdown.tsx"));

/** Markdown with GitHub's extensions and mathematics. */
export const Prose = memo(function Prose({ text, inResult }: { text: string; inResult?: boolean }) {
  return (
    <div className={inResult ? "prose result" : "prose"}>
      {text.includes("$") ? <MathMarkdown text={text} /> : <PlainMarkdown text={text} />}
    </div>
  );
});

function PlainMarkdown({ text }: { text: string }) {
  return (
    <Markdown remarkPlugins={[remarkGfm]} rehypePlugins={[rehypeSanitize]} components={{ a: ProseLink }}>
      {text}
    </Markdown>
  );
}
