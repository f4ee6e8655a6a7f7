// Gathers what a running block shows into its elements, in order, within the limits: text of one stream that
// follows itself is one element; what is over a limit is cut with a notice, never silently.
import type { Bundle, Element } from "#lib/protocol/element.ts";
import { limits } from "#lib/protocol/limits.ts";

export type Collected = {
  elements: Element[];
  /** The whole text, where the shown one was cut. */
  fullText: string | null;
  /** Columns of tables, beside the bundle that describes them. */
  payloads: Map<Bundle, Buffer>;
};
type Stream = "stdout" | "stderr";
type Display = {
  kind: "display" | "result" | "error";
  bundle: Bundle;
  id?: string | undefined;
  bytes: number;
  payload?: Buffer | undefined;
};
type Part = { kind: Stream; pieces: string[] } | Display;
/** Of a display's frame: its own name, or whose place it takes, and what travels beside its bundle. */
export type DisplayOptions = { id?: string | undefined; update?: string | undefined; payload?: Buffer | undefined };

export class ElementCollector {
  /** UTF-16 units of text that the block has streamed so far. */
  chars = 0;
  /** Bytes of everything so far, cut or not. */
  bytes = 0;
  private parts: Part[] = [];
  private everything: string[] = [];
  private shownBytes = 0;
  private payloadBytes = 0;
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

  /** The element as it is shown: only a notice when it was over a limit. `bytes` are those of its bundle. */
  display(kind: Display["kind"], bundle: Bundle, bytes: number, options: DisplayOptions = {}): Element {
    const notice = `This output has ${bytes} bytes; at most ${limits.elementBytes} are shown.`;
    const shown = bytes <= limits.elementBytes ? bundle : { "text/plain": notice };
    const payload = shown === bundle ? options.payload : undefined;
    const part: Display = { kind, bundle: shown, bytes, payload, id: options.id ?? options.update };
    this.bytes += bytes;
    if (options.update === undefined || !this.replace(options.update, part)) this.add(part);
    return { kind, bundle: shown };
  }

  /** What was shown so far is void. Returns how many bytes that were. */
  clear(): number {
    const { bytes } = this;
    this.parts = [];
    this.everything = [];
    this.chars = this.bytes = this.shownBytes = this.payloadBytes = this.droppedChars = this.droppedElements = 0;
    return bytes;
  }

  /** Elements as they stand now, texts in pieces as they came, for those who watch. */
  *standing(): Generator<{ stream: Stream; text: string } | { stream: "display"; element: Element; bytes: number }> {
    for (const part of this.parts) {
      if ("pieces" in part) for (const text of part.pieces) yield { stream: part.kind, text };
      else yield { stream: "display", element: elementOf(part), bytes: part.bytes };
    }
  }

  finish(): Collected {
    const elements = this.parts.map(elementOf);
    const payloads = new Map<Bundle, Buffer>();
    for (const part of this.parts) if ("bundle" in part && part.payload) payloads.set(part.bundle, part.payload);
    if (this.droppedElements > 0) {
      const text = `${this.droppedElements} more outputs were left out: a block shows at most ${limits.elementsPerBlock}.\n`;
      elements.push({ kind: "stderr", text });
    }
    if (this.droppedChars === 0) return { elements, fullText: null, payloads };
    const lastText = elements.findLast((element) => "text" in element);
    if (lastText && "text" in lastText) lastText.cut = { chars: this.droppedChars };
    return { elements, fullText: this.everything.join(""), payloads };
  }

  private add(part: Part): void {
    if (this.parts.length >= limits.elementsPerBlock) this.droppedElements += 1;
    else this.parts.push("bundle" in part ? this.admit(part) : part);
  }

  /** Puts the display in the place of those of that name; false when there is none. */
  private replace(id: string, display: Display): boolean {
    const places = [...this.parts.keys()].filter((place) => this.displayAt(place)?.id === id);
    for (const place of places) {
      const old = this.displayAt(place);
      this.bytes -= old?.bytes ?? 0;
      this.payloadBytes -= old?.payload?.length ?? 0;
      this.parts[place] = this.admit({ ...display, kind: old?.kind ?? display.kind });
    }
    return places.length > 0;
  }

  private displayAt(place: number): Display | null {
    const part = this.parts[place];
    return part && "bundle" in part ? part : null;
  }

  /** The display, without its columns when those of the block are too many. */
  private admit(display: Display): Display {
    if (!display.payload) return display;
    if (this.payloadBytes + display.payload.length > limits.tablePayloadBytes)
      return { ...display, payload: undefined };
    this.payloadBytes += display.payload.length;
    return display;
  }
}

function elementOf(part: Part): Element {
  if ("pieces" in part) return { kind: part.kind, text: part.pieces.join("") };
  return { kind: part.kind, bundle: part.bundle };
}

function cutToBytes(text: string, bytes: number): string {
  // A cut may fall inside a character: the replacement character that stands for its half is dropped.
  return Buffer.from(text)
    .subarray(0, bytes)
    .toString("utf8")
    .replace(/\uFFFD$/, "");
}
