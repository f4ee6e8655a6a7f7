"use client";
import type { ReactNode } from "react";
import type { BlockChange } from "#lib/core/compare-views.ts";
import type { BlockView } from "#lib/core/document-view.ts";
import type { Element } from "#lib/protocol/element.ts";
import { formsOf } from "../../../w/[workspace]/document/choose-form.ts";
import { ResultElement } from "../../../w/[workspace]/document/result-element.tsx";
import { TABLE_MIME } from "../../../w/[workspace]/document/table/table-schema.ts";
import { WithText } from "../../../w/[workspace]/document/with-text.tsx";
import { PictureDifference, pictureOf } from "./picture-difference.tsx";
import { TableDifference } from "./table-difference.tsx";
import { TextDifference } from "./text-difference.tsx";

type Props = { change: BlockChange; runs: { a: number; b: number } };

/** What became of one block: its code where that differs, and each of its results. */
export function BlockDifference({ change, runs }: Props) {
  const { a, b, sourceDiffers, resultDiffers } = change;
  const name = `Block ${(b ?? a)?.ordinal}`;
  const id = `change-${change.id}`;
  const elements = pairs(a, b);
  return (
    <section className="change" aria-labelledby={id}>
      <div className="change-head">
        <h3 id={id}>{name}</h3>
        <span className="muted">{words(change)}</span>
      </div>
      {sourceDiffers && (
        <TextDifference
          label={`Code of ${name.toLowerCase()}`}
          a={a?.source ?? ""}
          b={b?.source ?? ""}
          lineA={a?.line ?? 1}
          lineB={b?.line ?? 1}
        />
      )}
      {resultDiffers
        ? elements.map(([before, after], index) => (
            <ElementDifference
              // biome-ignore lint/suspicious/noArrayIndexKey: a result is its place.
              key={index}
              before={before}
              after={after}
              label={`Result ${index + 1} of ${name.toLowerCase()}`}
              runs={runs}
            />
          ))
        : !sourceDiffers &&
          b?.result?.elements.map((element, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a result is its place.
            <ResultElement key={index} element={element} label={`Result ${index + 1} of ${name.toLowerCase()}`} />
          ))}
    </section>
  );
}

function words({ a, b, sourceDiffers, resultDiffers }: BlockChange): string {
  if (a === null) return "new in B";
  if (b === null) return "not in B any more";
  if (!sourceDiffers && !resultDiffers) return "the same";
  const failed = b.state === "failed" && a.state !== "failed" ? ", failed in B" : "";
  if (sourceDiffers && resultDiffers) return `code and results differ${failed}`;
  return `${sourceDiffers ? "code differs, the results are the same" : "the same code, other results"}${failed}`;
}

/** Results of the same place. */
function pairs(a: BlockView | null, b: BlockView | null): [Element | null, Element | null][] {
  const before = a?.result?.elements ?? [];
  const after = b?.result?.elements ?? [];
  return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => [
    before[index] ?? null,
    after[index] ?? null,
  ]);
}

type ElementProps = { before: Element | null; after: Element | null; label: string; runs: Props["runs"] };

function ElementDifference({ before, after, label, runs }: ElementProps): ReactNode {
  if (JSON.stringify(before) === JSON.stringify(after)) return after && <ResultElement element={after} label={label} />;
  const [left, right] = [before && formOf(before), after && formOf(after)];
  if (left?.kind === "text" && right?.kind === "text") {
    return (
      <WithText value={left.value}>
        {(a) => (
          <WithText value={right.value}>
            {(b) => <TextDifference label={label} a={a} b={b} lineA={1} lineB={1} />}
          </WithText>
        )}
      </WithText>
    );
  }
  if (left?.kind === "table" && right?.kind === "table") {
    return (
      <TableDifference
        a={left.bundle}
        b={right.bundle}
        label={label}
        otherwise={<SideBySide before={before} after={after} label={label} runs={runs} />}
      />
    );
  }
  if (left?.kind === "picture" && right?.kind === "picture") {
    return <PictureDifference a={left.value} b={right.value} label={label} runs={runs} />;
  }
  return <SideBySide before={before} after={after} label={label} runs={runs} />;
}

function SideBySide({ before, after, label, runs }: ElementProps) {
  return (
    <div className="side-by-side">
      {[before, after].map((element, index) => {
        const side = index === 0 ? "A" : "B";
        return (
          <div key={side}>
            <p className="side-label">
              <span className="side">{side}</span>Run {index === 0 ? runs.a : runs.b}
            </p>
            {element ? (
              <ResultElement element={element} label={`${label}, side ${side}`} />
            ) : (
              <p className="result stale-note">No result here.</p>
            )}
          </div>
        );
      })}
    </div>
  );
}

/** What two results are compared by. */
function formOf(element: Element) {
  if ("text" in element) return { kind: "text" as const, value: element.text };
  const { bundle } = element;
  const picture = pictureOf(bundle);
  if (picture) return { kind: "picture" as const, value: picture };
  if (bundle[TABLE_MIME] !== undefined) return { kind: "table" as const, bundle };
  const plain = bundle["text/plain"];
  const isText = element.kind === "error" || formsOf(bundle)[0] === "text/plain";
  const isTree = formsOf(bundle)[0]?.includes("tree") ?? false;
  if ((isText || isTree) && plain !== undefined && plain !== null) return { kind: "text" as const, value: plain };
  return null;
}
