// Gathers what a running block shows into its elements, in order, within the limits: text of one stream that
// follows itself is one element; what is over a limit is cut with a notice, never silently.
import type { Bundle, Element } from "#lib/protocol/element.ts";
import { limits } from "#lib/protocol/limits.ts";

export type Collected = {
  elements: Element[] /** The whole text, where the shown one was cut. */;
  fullText: string | null;
};
type Stream = "stdout" | "stderr";
type Part = { kind: Stream; pieces: string[] } | { kind: "display" | "result" | "error"; bundle: Bundle };

export class ElementCollector {
  /** UTF-16 units of text that the block has streamed so far. */
  chars = 0;
  /** Bytes of everything so far, cut or not. */
  bytes = 0;
  private readonly parts: Part[] = [];
  private readonly everything: string[] = [];
  private shownBytes = 0;
  private droppedChars = 0;
  private droppedElements = 0;

  /** The part of the text that is shown: "" when the block has printed too much already. */
  text(stream: Stream, text: string): string {
    const size = Buffer.byteLength(text);
    this.bytes += size;
    this.chars += text.length;
    if (this.bytes <= limits.fullOutputBytes) this.everything.push(text);
    const room = limits.outputBytes - this.shownBytes;
    const shown = size <= room ? text : cutToBytes(text, Math.max(0, room));
    this.shownBytes += Buffer.byteLength(shown);
    this.droppedChars += text.length - shown.length;
    if (shown === "") return "";
    const last = this.parts.at(-1);
    if (last && "pieces" in last && last.kind === stream) last.pieces.push(shown);
    else this.add({ kind: stream, pieces: [shown] });
    return shown;
  }

  /** The element, or null when it was over a limit and only its notice is shown. */
  display(kind: "display" | "result" | "error", bundle: Bundle, bytes: number): Element {
    this.bytes += bytes;
    const whole: Element = { kind, bundle };
    const element: Element =
      bytes <= limits.elementBytes
        ? whole
        : {
            kind,
            bundle: { "text/plain": `This output has ${bytes} bytes; at most ${limits.elementBytes} are shown.` },
          };
    this.add(element as Part);
    return element;
  }

  finish(): Collected {
    const elements = this.parts.map(
      (part): Element => ("pieces" in part ? { kind: part.kind, text: part.pieces.join("") } : part),
    );
    if (this.droppedElements > 0) {
      const text = `${this.droppedElements} more outputs were left out: a block shows at most ${limits.elementsPerBlock}.\n`;
      elements.push({ kind: "stderr", text });
    }
    if (this.droppedChars === 0) return { elements, fullText: null };
    const lastText = elements.findLast((element) => "text" in element);
    if (lastText && "text" in lastText) lastText.cut = { chars: this.droppedChars };
    return { elements, fullText: this.everything.join("") };
  }

  private add(part: Part): void {
    if (this.parts.length < limits.elementsPerBlock) this.parts.push(part);
    else this.droppedElements += 1;
  }
}

function cutToBytes(text: string, bytes: number): string {
  // A cut may fall inside a character: the replacement character that stands for its half is dropped.
  return Buffer.from(text)
    .subarray(0, bytes)
    .toString("utf8")
    .replace(/\uFFFD$/, "");
}
