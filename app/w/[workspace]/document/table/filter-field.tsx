"use client";
import { useEffect, useState } from "react";
import { isNumeric } from "./cell-text.ts";
import { type Column, nameOf } from "./table-schema.ts";

/** A viewer who types is let finish the word. */
const QUIET_MS = 150;

type Props = { columns: readonly Column[]; label: string; onFilter: (words: string) => void };

export function FilterField({ columns, label, onFilter }: Props) {
  const [words, setWords] = useState("");
  const [asked, setAsked] = useState("");
  useEffect(() => {
    if (words === asked) return;
    const timer = setTimeout(() => {
      setAsked(words);
      onFilter(words);
    }, QUIET_MS);
    return () => clearTimeout(timer);
  });
  const compared = columns.find((column) => !column.index && isNumeric(column) && nameOf(column).length < 16);
  const example = compared ? `text, or ${nameOf(compared)} > 0` : "text";
  return (
    <input
      className="field"
      type="search"
      value={words}
      placeholder={`Filter: ${example}`}
      aria-label={`Filter rows of ${label}`}
      title="Text that a row holds, or a column compared: price >= 10, zone = DK1. Joined by commas or “and”."
      onChange={(event) => setWords(event.target.value)}
    />
  );
}
