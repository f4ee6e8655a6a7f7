"use client";
import { Dialog } from "radix-ui";

const keys: [string[], string][] = [
  [["P"], "Pin this file, or follow changes again"],
  [["J"], "Jump to the latest change"],
  [["B"], "Back to where I was"],
  [["Ctrl K", "⌘ K"], "Go to a file, or do something"],
  [["#"], "Go to a block of this file"],
  [["["], "Show or hide files"],
  [["H"], "Show or hide code, for me"],
  [["L"], "Copy link to the block I see"],
  [["A"], "Activity: what happened here"],
  [["C"], "Compare the newest run with the one before"],
  [["W"], "Wall display"],
  [["Esc"], "Close what is open"],
];

export function KeysHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="command-cover" />
        <Dialog.Content className="command command-floating keys-help" aria-describedby={undefined}>
          <Dialog.Title className="keys-title">Keys</Dialog.Title>
          <dl>
            {keys.map(([names, words]) => (
              <div key={words}>
                <dt>
                  {names.map((name) => (
                    <kbd key={name}>{name}</kbd>
                  ))}
                </dt>
                <dd>{words}</dd>
              </div>
            ))}
          </dl>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
