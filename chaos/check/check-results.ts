// (2) What the service shows is what a fresh run of the final files shows: through the executor's other door, on a copy,
// ignoring ids and times.
import { createHash } from "node:crypto";
import { cp, readFile } from "node:fs/promises";
import path from "node:path";
import { runDocument, type SessionAnswer } from "#agent/run-document.ts";
import type { BlockView, DocumentView } from "#lib/core/document-view.ts";
import type { Element } from "#lib/protocol/element.ts";
import type { FilePath } from "#lib/protocol/ids.ts";
import type { FreshViews } from "./check-views.ts";
import { firstDifference } from "./compare.ts";

type Shown = { source: string; ok: boolean; elements: unknown[] };
export type FreshRuns = ReadonlyMap<FilePath, Shown[]>;

/** `copy`: where the tree is copied to; it must not be there yet. */
export async function runAllFresh(tree: string, copy: string, documents: Iterable<FilePath>): Promise<FreshRuns> {
  const runs = new Map<FilePath, Shown[]>();
  for (const document of documents) {
    // Each on a copy of its own: a document may leave files behind.
    const folder = path.join(copy, document.replaceAll("/", "-"));
    await cp(tree, folder, { recursive: true });
    const source = await readFile(path.join(folder, document), "utf8");
    runs.set(document, (await runDocument({ folder, path: document, source })).blocks.map(ofSession));
  }
  return runs;
}

/** `spared`: whose last run was ended by a fault that a document has to show. */
export function checkResults(fresh: FreshViews, runs: FreshRuns, spared: ReadonlySet<FilePath>): string[] {
  return [...fresh].flatMap(([document, view]) => {
    const expected = runs.get(document);
    if (spared.has(document)) return [];
    if (!expected) return [`${document} was not run afresh`];
    const difference = firstDifference(view.blocks.map(ofView), expected);
    if (!difference) return view.error ? [`${document}: ${view.error.message}`] : [];
    const where = Number(/^\[(\d+)\]/.exec(difference)?.[1] ?? 0);
    return [`${document}, ${blockText(view, where)}: ${difference}`];
  });
}

function blockText(view: DocumentView, at: number): string {
  const block = view.blocks[at];
  const result = block?.result ? `result of run ${block.result.run}, seq ${block.result.seq}` : "no result";
  return `block ${at + 1} (${block?.id}, ${block?.state}, ${result}; run ${view.run} of revision ${view.revision} ${view.status}${view.error ? `, ${view.error.message}` : ""})`;
}

function ofSession({ source, ok, elements }: SessionAnswer["blocks"][number]): Shown {
  return { source, ok: ok !== false, elements: elements.map(comparable) };
}

function ofView({ source, result }: BlockView): Shown {
  return { source, ok: result?.ok ?? true, elements: (result?.elements ?? []).map(comparable) };
}

/** A large value travels by its hash. */
function comparable(element: Element): unknown {
  if ("text" in element) return { kind: element.kind, text: hashOfText(element.text), cut: element.cut?.chars };
  const values = Object.entries(element.bundle).map(([mime, value]) => [mime, hashOfText(value)]);
  return { kind: element.kind, bundle: Object.fromEntries(values) };
}

function hashOfText(value: unknown): unknown {
  if (typeof value !== "string" || value.length < 8_000) return isBlobRef(value) ? value.sha256 : value;
  return createHash("sha256").update(value).digest("hex");
}

function isBlobRef(value: unknown): value is { sha256: string; bytes: number } {
  return typeof value === "object" && value !== null && "sha256" in value && "bytes" in value;
}
