"use client";
import { Fragment } from "react";
import { usePageState } from "../live/use-page.ts";
import { currentView } from "../shell/slices.ts";

/** A sentence of the server's: names in back-ticks are code, "block 3" leads there. */
export function ReasonWords({ text }: { text: string }) {
  const blocks = usePageState(currentView)?.blocks ?? [];
  return text.split(/(`[^`]+`|\bblock \d+)/).map((part, index) => {
    const key = `${index} ${part}`;
    if (part.startsWith("`")) return <code key={key}>{part.slice(1, -1)}</code>;
    const target = part.startsWith("block ") && blocks.find(({ ordinal }) => ordinal === Number(part.slice(6)));
    if (!target) return <Fragment key={key}>{part}</Fragment>;
    return (
      <a key={key} href={`#${target.id}`}>
        block&nbsp;{target.ordinal}
      </a>
    );
  });
}
