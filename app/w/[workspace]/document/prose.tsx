"use client";
import dynamic from "next/dynamic";
import { memo, useContext } from "react";
import Markdown from "react-markdown";
import rehypeSanitize from "rehype-sanitize";
import remarkGfm from "remark-gfm";
import { ProseLink } from "./prose-link.tsx";
import { StillContext } from "./still.ts";

const MathMarkdown = dynamic(() => import("./math-markdown.tsx"));

/** Markdown with GitHub's extensions and mathematics. */
export const Prose = memo(function Prose({ text, inResult }: { text: string; inResult?: boolean }) {
  const Formulas = useContext(StillContext)?.Formulas ?? MathMarkdown;
  return (
    <div className={inResult ? "prose result" : "prose"}>
      {text.includes("$") ? <Formulas text={text} /> : <PlainMarkdown text={text} />}
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
