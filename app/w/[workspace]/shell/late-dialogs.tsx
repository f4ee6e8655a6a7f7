"use client";
// The command bar and the sheet of keys, which are fetched when they are first asked for. Keys that are typed meanwhile
// are the command bar's, and are kept.
import { useEffect } from "react";
import type { KeyActions } from "../live/keys.ts";
import { LazyTool, NOT_LOADED, useLazyTool } from "../live/lazy-tool.ts";
import { useHold, usePage } from "../live/use-page.ts";

const commandTool = new LazyTool(async () => (await import("./command-bar.tsx")).CommandBar);
const keysTool = new LazyTool(async () => (await import("./keys-help.tsx")).KeysHelp);

type CommandProps = {
  text: string | null;
  actions: KeyActions;
  onType: (change: (text: string) => string) => void;
  onClose: () => void;
};

export function LateCommandBar({ text, actions, onType, onClose }: CommandProps) {
  const CommandBar = useLazyTool(commandTool);
  const isOpen = text !== null;
  const isAwaited = isOpen && CommandBar === null;
  useHold(isOpen);
  useWanted(commandTool, isAwaited, onClose);
  useEffect(() => {
    if (!isAwaited) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape") onClose();
      else if (event.key === "Backspace") onType((typed) => typed.slice(0, -1));
      else if ([...event.key].length === 1) onType((typed) => typed + event.key);
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [isAwaited, onType, onClose]);
  return CommandBar && <CommandBar text={text} actions={actions} onClose={onClose} />;
}

export function LateKeysHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const KeysHelp = useLazyTool(keysTool);
  useHold(isOpen);
  useWanted(keysTool, isOpen && KeysHelp === null, onClose);
  return KeysHelp && <KeysHelp isOpen={isOpen} onClose={onClose} />;
}

/** Fetches what is awaited; where it does not come, that is said, and nobody waits for it any longer. */
function useWanted(tool: LazyTool<unknown>, isAwaited: boolean, onFailed: () => void): void {
  const page = usePage();
  useEffect(() => {
    if (!isAwaited) return;
    void tool.want().then((isHere) => {
      if (isHere) return;
      onFailed();
      page.toasts.fail(NOT_LOADED);
    });
  }, [page, tool, isAwaited, onFailed]);
}
