"use client";
import { Command } from "cmdk";
import { Dialog } from "radix-ui";
import { useEffect, useState } from "react";
import type { KeyActions } from "../live/keys.ts";
import { ActionOptions } from "./command-actions.tsx";
import { BlockOptions } from "./command-blocks.tsx";
import { FileOptions } from "./command-files.tsx";
import { PeopleOptions } from "./command-people.tsx";

type Props = { text: string | null; actions: KeyActions; onClose: () => void };

/** One field: plain text finds files, # blocks of this file, @ people, > commands. */
export function CommandBar({ text, actions, onClose }: Props) {
  return (
    <Dialog.Root open={text !== null} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="command-cover" />
        <Dialog.Content className="command command-floating" aria-describedby={undefined}>
          <Dialog.Title className="sr-only">Go to or do</Dialog.Title>
          <Panel first={text ?? ""} actions={actions} onClose={onClose} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Panel({ first, actions, onClose }: { first: string; actions: KeyActions; onClose: () => void }) {
  const [text, setText] = useState(first);
  useEffect(() => setText(first), [first]);
  const mode = ["#", "@", ">"].find((sign) => text.startsWith(sign)) ?? "";
  return (
    <Command
      loop
      label="Go to or do"
      filter={(value, _, keywords) => matches(text.slice(mode.length), value, keywords)}
    >
      <div className="command-field">
        <i className="icon icon-search" />
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder="File name, or # @ >"
          aria-label="Go to or do"
        />
        <kbd>Esc</kbd>
      </div>
      <Command.List className="command-list">
        <Command.Empty className="command-empty">
          Nothing by that name.{" "}
          <span className="muted">
            Try <kbd>#</kbd> for blocks, <kbd>@</kbd> for people, <kbd>&gt;</kbd> for commands.
          </span>
        </Command.Empty>
        {mode === "" && <FileOptions onDone={onClose} />}
        {mode === "#" && <BlockOptions onDone={onClose} />}
        {mode === "@" && <PeopleOptions onDone={onClose} />}
        {(mode === ">" || (mode === "" && text.trim() !== "")) && <ActionOptions actions={actions} onDone={onClose} />}
      </Command.List>
      <p className="command-foot">
        <span>
          <kbd>#</kbd> blocks
        </span>
        <span>
          <kbd>@</kbd> people
        </span>
        <span>
          <kbd>&gt;</kbd> commands
        </span>
        <span className="command-foot-end">
          <span>
            <kbd>↵</kbd> open
          </span>
          <span>
            <kbd>⇧ ↵</kbd> open and pin
          </span>
        </span>
      </p>
    </Command>
  );
}

/** Every word must occur; a match at the start of a name comes first. */
function matches(text: string, value: string, keywords: string[] = []): number {
  const target = [value, ...keywords].join(" ").toLowerCase();
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.every((word) => target.includes(word))) return 0;
  const name = (keywords[0] ?? value).toLowerCase();
  return words[0] && name.startsWith(words[0]) ? 1 : 0.5;
}
