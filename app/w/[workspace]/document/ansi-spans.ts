// What a terminal would show of printed text: colours as classes of the design, overwritten lines overwritten.
import Anser from "anser";

export type Span = {
  text: string;
  className: string | undefined;
  /** Colours beyond the terminal's own eight. */
  color: string | undefined;
  background: string | undefined;
};

export function ansiSpans(text: string): Span[] {
  const shown = overwriteLines(text);
  if (!shown.includes("\u001b")) return shown === "" ? [] : [plainSpan(shown)];
  return Anser.ansiToJson(withoutOtherCodes(shown), { json: true, use_classes: true, remove_empty: true }).map(spanOf);
}

function spanOf({ content, fg, bg, fg_truecolor, bg_truecolor, decorations }: Anser.AnserJsonEntry): Span {
  const classes = [fg && `ansi-${fg.replace(/^ansi-(bright-)?/, "")}`, ...decorations.map((one) => `ansi-${one}`)];
  const isTrue = fg === "ansi-truecolor";
  return {
    text: content,
    className:
      classes.filter((one) => one && one !== "ansi-truecolor" && !one.startsWith("ansi-palette")).join(" ") ||
      undefined,
    color: isTrue ? `rgb(${fg_truecolor})` : paletteColor(fg),
    background: bg === "ansi-truecolor" ? `rgb(${bg_truecolor})` : (paletteColor(bg) ?? namedBackground(bg)),
  };
}

const plainSpan = (text: string): Span => ({ text, className: undefined, color: undefined, background: undefined });

/** The 6×6×6 cube and the greys of the 256-colour palette. */
function paletteColor(name: string | null): string | undefined {
  const index = Number(/^ansi-palette-(\d+)$/.exec(name ?? "")?.[1] ?? Number.NaN);
  if (Number.isNaN(index) || index < 16) return undefined;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `rgb(${grey}, ${grey}, ${grey})`;
  }
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return `rgb(${level(Math.floor(cube / 36))}, ${level(Math.floor(cube / 6) % 6)}, ${level(cube % 6)})`;
}

function namedBackground(name: string | null): string | undefined {
  const color = /^ansi-(?:bright-)?(red|green|yellow|blue|magenta|cyan)$/.exec(name ?? "")?.[1];
  return color && `color-mix(in srgb, var(--color-ansi-${color}) 22%, transparent)`;
}

/** Escape sequences that move or erase mean nothing on a page; only colours (…m) stay. */
function withoutOtherCodes(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are control characters.
  return text.replace(/\u001b\[[0-9;?]*[A-LN-Za-ln-z]/g, "").replace(/\u001b\][^\u0007]*\u0007/g, "");
}

/** A carriage return goes back to the line's start: what follows is written over it. A bar of progress is one line. */
function overwriteLines(text: string): string {
  if (!text.includes("\r") && !text.includes("\b")) return text;
  return text.replaceAll("\r\n", "\n").split("\n").map(overwriteLine).join("\n");
}

function overwriteLine(line: string): string {
  const shown = line.split("\r").reduce((before, next) => {
    if (next === "") return before;
    // Colours have no width: a line that has them is taken to be written anew.
    if (before.includes("\u001b") || next.includes("\u001b")) return next;
    return next + before.slice(next.length);
  }, "");
  let result = "";
  for (const character of shown) result = character === "\b" ? result.slice(0, -1) : result + character;
  return result;
}
