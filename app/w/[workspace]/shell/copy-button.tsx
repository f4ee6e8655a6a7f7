"use client";
import { useState } from "react";
import { usePage } from "../live/use-page.ts";

const SAID_MS = 1_500;

/** Without `icon` it is a button with a word; both say "Copied". */
export function CopyButton({ text, label, icon }: { text: string | (() => string); label: string; icon?: boolean }) {
  const page = usePage();
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(typeof text === "string" ? text : text()).then(
      () => {
        page.say("Copied");
        setCopied(true);
        setTimeout(() => setCopied(false), SAID_MS);
      },
      () => page.say("The browser did not allow to copy"),
    );
  if (icon) {
    return (
      <button type="button" className="icon-button copy" aria-label={label} onClick={copy}>
        <i className={copied ? "icon icon-check" : "icon icon-copy"} />
      </button>
    );
  }
  return (
    <button type="button" className="button" onClick={copy}>
      {copied ? "Copied" : label}
    </button>
  );
}
