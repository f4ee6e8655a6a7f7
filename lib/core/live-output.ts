// What a running block has streamed so far. These messages are volatile and carry an offset instead of a `seq`: a repeat
// is cut off, a gap is passed over and counted, and the block's result, which is complete, replaces it all. A block that
// is started again streams from offset 0 again, and its first attempt is void.
import type { Element, TextElement } from "#lib/protocol/element.ts";
import { limits } from "#lib/protocol/limits.ts";
import type { BlockOutput } from "#lib/protocol/live.ts";

/** `n`: the offset after the last character known; `missed`: characters of this run that never arrived. */
export type LiveOutput = { elements: Element[]; n: number; missed: number };

const nothingYet: LiveOutput = { elements: [], n: 0, missed: 0 };

/** Appends one `block-output`. Returns the same object when it brings nothing new. */
export function appendOutput(live: LiveOutput | null, output: BlockOutput): LiveOutput | null {
  const before = live !== null && !startsAnew(live, output) ? live : nothingYet;
  if (output.element) return withElement(before, output.element, output.n) ?? live;
  if (output.text === undefined || output.stream === "display") return live;
  const text = output.text.slice(Math.max(0, before.n - output.n));
  if (text === "") return before === nothingYet ? null : live;
  return {
    elements: bounded(joinText(before.elements, output.stream, text)),
    n: output.n + output.text.length,
    missed: before.missed + Math.max(0, output.n - before.n),
  };
}

/** A display may stand at offset 0 beside others, before any text; an empty text there says that all of it is void. */
function startsAnew(live: LiveOutput, { n, text }: BlockOutput): boolean {
  return n === 0 && (live.n > 0 || text === "");
}

/** A display has no length: one that equals what already stands at this offset is taken for a repeat. */
function withElement(live: LiveOutput, element: Element, n: number): LiveOutput | null {
  if (n < live.n) return null;
  const text = JSON.stringify(element);
  const repeated = n === live.n && displaysAtEnd(live.elements).some((shown) => JSON.stringify(shown) === text);
  if (repeated) return null;
  return { elements: bounded([...live.elements, element]), n, missed: live.missed + (n - live.n) };
}

function displaysAtEnd(elements: Element[]): Element[] {
  const lastText = elements.findLastIndex(isText);
  return elements.slice(lastText + 1);
}

function joinText(elements: Element[], kind: TextElement["kind"], text: string): Element[] {
  const last = elements.at(-1);
  if (last && isText(last) && last.kind === kind && typeof last.text === "string") {
    return [...elements.slice(0, -1), { kind, text: last.text + text }];
  }
  return [...elements, { kind, text }];
}

function isText(element: Element): element is TextElement {
  return element.kind === "stdout" || element.kind === "stderr";
}

function bounded(elements: Element[]): Element[] {
  return elements.length > limits.elementsPerBlock ? elements.slice(-limits.elementsPerBlock) : elements;
}
