"use client";
import { diffLines, diffWordsWithSpace } from "diff";
import { useMemo } from "react";
import { ansiSpans } from "../../../w/[workspace]/document/ansi-spans.ts";

/** So many lines of what is the same stand around what differs. */
const AROUND = 2;
/** Beyond this the texts stand side by side as they are: finding what differs would hold up the page. */
const COMPARED_CHARS = 400_000;

type Part = { text: string; marked: boolean };
type Line = { number: number | null; parts: Part[]; kind: "same" | "out" | "in" | "none" };
type Row = { a: Line; b: Line } | { left: number };
type Props = { label: string; a: string; b: string; lineA: number; lineB: number };

/** Two texts line by line; what is the same at length is left out. */
export function TextDifference({ label, a, b, lineA, lineB }: Props) {
  const rows = useMemo(() => rowsOf(plain(a), plain(b), lineA, lineB), [a, b, lineA, lineB]);
  return (
    <section className="text-diff" aria-label={label}>
      {(["a", "b"] as const).map((side) => (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard.
        <section key={side} tabIndex={0} aria-label={side === "a" ? "Side A" : "Side B"}>
          {rows.map((row, index) =>
            "left" in row ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place.
              <div key={index} className="diff-line diff-left">
                <span />
                <span>⋮</span>
                <span>{side === "a" && `${row.left} lines are the same`}</span>
              </div>
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place.
              <DiffLine key={index} line={row[side]} />
            ),
          )}
        </section>
      ))}
    </section>
  );
}

function DiffLine({ line: { number, parts, kind } }: { line: Line }) {
  const Mark = kind === "out" ? "del" : "ins";
  return (
    <div className={`diff-line diff-${kind}`}>
      <span>{number}</span>
      <span>{kind === "out" ? "−" : kind === "in" ? "+" : ""}</span>
      <span>
        {parts.map(({ text, marked }, index) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place.
          marked ? <Mark key={index}>{text}</Mark> : <span key={index}>{text}</span>,
        )}
      </span>
    </div>
  );
}

const plain = (text: string) => ansiSpans(text).reduce((all, span) => all + span.text, "");
const nothing: Line = { number: null, parts: [], kind: "none" };

export function rowsOf(a: string, b: string, lineA: number, lineB: number): Row[] {
  const rows: { a: Line; b: Line }[] = [];
  let [numberA, numberB] = [lineA, lineB];
  const changes =
    a.length + b.length > COMPARED_CHARS
      ? [
          { value: a, removed: true, added: false },
          { value: b, removed: false, added: true },
        ]
      : diffLines(ended(a), ended(b));
  for (let place = 0; place < changes.length; place += 1) {
    const change = changes[place];
    if (!change) break;
    const lines = linesOf(change.value);
    if (!change.removed && !change.added) {
      for (const text of lines) {
        rows.push({ a: line(numberA, text, "same"), b: line(numberB, text, "same") });
        numberA += 1;
        numberB += 1;
      }
      continue;
    }
    // What went and what came in its place stand beside each other.
    const next = change.removed && changes[place + 1]?.added ? changes[place + 1] : undefined;
    if (next) place += 1;
    const out = change.removed ? lines : [];
    const came = next ? linesOf(next.value) : change.added ? lines : [];
    for (let index = 0; index < Math.max(out.length, came.length); index += 1) {
      const [before, after] = [out[index], came[index]];
      const parts = before !== undefined && after !== undefined ? wordParts(before, after) : null;
      rows.push({
        a: before === undefined ? nothing : { number: numberA, parts: parts?.a ?? whole(before), kind: "out" },
        b: after === undefined ? nothing : { number: numberB, parts: parts?.b ?? whole(after), kind: "in" },
      });
      if (before !== undefined) numberA += 1;
      if (after !== undefined) numberB += 1;
    }
  }
  return withoutLongSame(rows);
}

const ended = (text: string) => (text === "" || text.endsWith("\n") ? text : `${text}\n`);
const linesOf = (text: string) => text.replace(/\n$/, "").split("\n");
const whole = (text: string): Part[] => [{ text, marked: false }];
const line = (number: number, text: string, kind: Line["kind"]): Line => ({ number, parts: whole(text), kind });

function wordParts(a: string, b: string): { a: Part[]; b: Part[] } {
  const words = diffWordsWithSpace(a, b);
  const side = (left: "added" | "removed", marked: "added" | "removed") =>
    words.filter((word) => !word[left]).map((word) => ({ text: word.value, marked: word[marked] === true }));
  return { a: side("added", "removed"), b: side("removed", "added") };
}

/** Long stretches of the same become one row that counts them. */
function withoutLongSame(rows: { a: Line; b: Line }[]): Row[] {
  const near = new Set<number>();
  rows.forEach((row, index) => {
    if (row.a.kind === "same") return;
    for (let place = index - AROUND; place <= index + AROUND; place += 1) near.add(place);
  });
  const kept: Row[] = [];
  for (let place = 0; place < rows.length; ) {
    const row = rows[place];
    if (!row) break;
    if (near.has(place)) {
      kept.push(row);
      place += 1;
      continue;
    }
    let end = place;
    while (end < rows.length && !near.has(end)) end += 1;
    // Two lines tell more than a row that counts them.
    if (end - place <= 2) kept.push(...rows.slice(place, end));
    else kept.push({ left: end - place });
    place = end;
  }
  return kept;
}
