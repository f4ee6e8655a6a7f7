// The blocks of a run as a terminal shows them: what ran and why, what it printed, results as text, errors with their lines.
import { styleText } from "node:util";
import { type Bundle, ERROR_MIME, ErrorDetail } from "#lib/protocol/element.ts";
import type { SessionAnswer } from "./run-document.ts";

type Block = SessionAnswer["blocks"][number];
type Element = Block["elements"][number];
type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const readable = ["text/plain", "text/markdown", "text/latex"];

export function printBlocks(answer: SessionAnswer, { colours }: { colours: boolean }): string {
  // Whether to paint was decided by the caller, who knows where this goes.
  const paint: Paint = (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text);
  const shown = answer.blocks.map((block, index) => printBlock(block, index + 1, paint));
  const failed = answer.blocks.filter((block) => block.ok === false).length;
  const sum = `${answer.blocks.length} block${answer.blocks.length === 1 ? "" : "s"}, ${failed === 0 ? "none failed" : `${failed} failed`}`;
  const why = [answer.error?.message ?? answer.message, answer.error?.hint].filter(Boolean).join("; ");
  const state = answer.status === "ok" ? "" : `; ${why || `the run ${answer.status}`}`;
  return `${[...shown, paint(failed === 0 ? "green" : "red", sum + state)].join("\n")}\n`;
}

function printBlock(block: Block, ordinal: number, paint: Paint): string {
  const [first = ""] = block.source.trim().split("\n");
  const state = block.ok === false ? paint("red", "failed") : block.ran ? "ran" : "not run";
  const why = typeof block.reason === "string" ? block.reason : block.reason?.text;
  // The executor's reasons begin with what they give the reason for.
  const reason = why ? ` (${why.replace(/^(ran|kept): /, "")})` : "";
  const head = `${paint("bold", `[${ordinal}]`)} ${state}${paint("dim", reason)}  ${paint("dim", shortened(first))}`;
  return [head, ...block.elements.map((element) => printElement(element, paint))]
    .filter((text) => text !== "")
    .join("\n");
}

function printElement(element: Element, paint: Paint): string {
  if ("text" in element) {
    const text = typeof element.text === "string" ? element.text.trimEnd() : `<${element.text.bytes} bytes>`;
    return indented(element.kind === "stderr" ? paint("yellow", text) : text);
  }
  const text = indented(asText(element.bundle));
  return element.kind === "error" ? paint("red", text) : text;
}

function asText(bundle: Bundle): string {
  const mime = readable.find((type) => typeof bundle[type] === "string");
  const hint = ErrorDetail.safeParse(bundle[ERROR_MIME]).data?.hint;
  if (mime) return [String(bundle[mime]).trimEnd(), hint].filter(Boolean).join("\n");
  if ("application/json" in bundle) return JSON.stringify(bundle["application/json"], null, 2);
  const [type = "nothing"] = Object.keys(bundle);
  return `<${type}>`;
}

function indented(text: string): string {
  return text.replace(/^/gm, "    ");
}

function shortened(line: string): string {
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
