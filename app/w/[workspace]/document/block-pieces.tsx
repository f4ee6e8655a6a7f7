"use client";
import { useState } from "react";
import type { BlockView } from "#lib/core/document-view.ts";
import type { Visible } from "#lib/protocol/block.ts";
import { count } from "../shell/words.ts";
import { Code } from "./code.tsx";
import { joinPieces, type Part } from "./join-pieces.ts";
import { Prose } from "./prose.tsx";

type Props = { block: BlockView; hidden: readonly Visible[]; former: string | null; guilty: number | null };

/** A block's prose and code in the file's own order. The viewer's toggle stands above the author's pragma. */
export function BlockPieces({ block, hidden, former, guilty }: Props) {
  const { hide, title } = block;
  return (
    <>
      {title && !hidden.includes("prose") && (
        <div className="prose">
          <h2>{title}</h2>
        </div>
      )}
      {joinPieces(block.pieces).map((part) => {
        if (isHidden(part, hidden)) return null;
        if (part.kind === "prose")
          return isHidden(part, hide) ? null : <Prose key={`prose ${part.at}`} text={part.text} />;
        const code = <Code key={`code ${part.at}`} part={part} former={former} guilty={guilty} />;
        return isHidden(part, hide) ? (
          <Folded key={`code ${part.at}`} part={part} former={former} guilty={guilty} />
        ) : (
          code
        );
      })}
      {block.warnings.map((warning) => (
        <p key={warning} className="stale-note">
          {warning}
        </p>
      ))}
    </>
  );
}

function isHidden(part: Part, parts: readonly Visible[]): boolean {
  if (part.kind === "prose") return parts.includes("prose");
  return parts.includes("code") || (parts.includes("statements") && !part.shows);
}

type FoldedProps = { part: Extract<Part, { kind: "code" }>; former: string | null; guilty: number | null };

function Folded({ part, former, guilty }: FoldedProps) {
  const [isOpen, setOpen] = useState(false);
  const lines = part.text.split("\n").length;
  return (
    <>
      <button type="button" className="code-folded" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <i className="icon icon-chevron" />
        {count(lines, "line")} of code, hidden by the author
      </button>
      {isOpen && <Code part={part} former={former} guilty={guilty} />}
    </>
  );
}
