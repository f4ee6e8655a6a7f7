"use client";
import { Command } from "cmdk";
import type { BlockView } from "#lib/core/document-view.ts";
import { stateWords } from "../document/block-words.ts";
import { nameOf } from "../live/address.ts";
import { usePageState } from "../live/use-page.ts";
import { headingsOf } from "./outline.tsx";
import { currentLights, currentView } from "./slices.ts";

export function BlockOptions({ onDone }: { onDone: () => void }) {
  const view = usePageState(currentView);
  const lights = usePageState(currentLights);
  if (!view) return null;
  const go = (block: BlockView) => {
    onDone();
    document.getElementById(block.id)?.scrollIntoView({ block: "start" });
    history.replaceState(history.state, "", `#${block.id}`);
  };
  return (
    <Command.Group heading={`Blocks of ${nameOf(view.path)}`}>
      {view.blocks.map((block) => {
        const heading = headingsOf(block)[0]?.text;
        const firstLine = firstLineOf(block);
        const { glyph, words } = stateWords(block);
        return (
          <Command.Item
            key={block.id}
            value={block.id}
            keywords={[heading ?? firstLine, firstLine, String(block.ordinal)]}
            onSelect={() => go(block)}
          >
            {lights.lit.has(block.id) ? <i className="glyph glyph-lamp" /> : <i className={`glyph glyph-${glyph}`} />}
            <span className="command-no">{block.ordinal}</span>
            <span className="command-name">
              {heading && <b>{heading}</b>} {firstLine && <code>{firstLine}</code>}
            </span>
            <span className="command-note">{words.toLowerCase()}</span>
          </Command.Item>
        );
      })}
    </Command.Group>
  );
}

function firstLineOf(block: BlockView): string {
  const piece = block.pieces.find(({ kind }) => kind === "code") ?? block.pieces[0];
  return piece?.text.split("\n", 1)[0]?.replace(/^#+ /, "") ?? "";
}
