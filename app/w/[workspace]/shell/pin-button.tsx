"use client";
import { nameOf } from "../live/address.ts";
import { usePage, usePageState } from "../live/use-page.ts";
import { currentPin } from "./slices.ts";

/** The file's name, which is the pin: its state is seen all the time, and told in words. */
export function PinButton({ path }: { path: string }) {
  const page = usePage();
  const pin = usePageState(currentPin);
  const pinned = pin === path;
  return (
    <span className="pin tip">
      <span className="pin-slot">
        {pinned ? (
          <span role="img" aria-label="Pinned">
            📌
          </span>
        ) : (
          <i className="icon icon-pin" />
        )}
      </span>
      <button
        type="button"
        className="pin-button"
        aria-pressed={pinned}
        aria-keyshortcuts="P"
        aria-describedby="pin-tip"
        onClick={() => page.do({ type: "toggle-pin" })}
      >
        {nameOf(path)}
      </button>
      <span role="tooltip" id="pin-tip">
        {wordsOf(pin, pinned)}
      </span>
    </span>
  );
}

function wordsOf(pin: string | null, pinned: boolean): string {
  if (pinned) return "Pinned. Click or press P to follow changes again";
  if (pin === null) return "Following changes. Click or press P to stay on this file";
  return `Pinned to ${nameOf(pin)}. Click or press P to pin this file instead`;
}
