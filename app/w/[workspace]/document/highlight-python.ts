// Python's colours: four, none of them the pin's blue or the lamp's amber. The theme's colours are names of classes in
// disguise, so that one highlighting serves both themes.
import python from "@shikijs/langs/python";
import { createHighlighterCoreSync } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import { escapeHtml } from "./escape-html.ts";

/** The classes of base.css. */
const kinds: Record<string, string> = { "#000001": "k", "#000002": "s", "#000003": "n", "#000004": "c" };
const theme = {
  name: "pinlight",
  type: "light" as const,
  fg: "#000000",
  bg: "#ffffff",
  settings: [
    { settings: { foreground: "#000000" } },
    {
      scope: ["keyword.control", "keyword.operator.logical", "storage", "constant.language"],
      settings: { foreground: "#000001" },
    },
    {
      scope: ["string", "constant.character.escape", "storage.type.string", "storage.type.format"],
      settings: { foreground: "#000002" },
    },
    { scope: ["constant.numeric"], settings: { foreground: "#000003" } },
    {
      scope: ["comment", "string.quoted.docstring", "punctuation.definition.comment"],
      settings: { foreground: "#000004" },
    },
  ],
};

const highlighter = createHighlighterCoreSync({
  themes: [theme],
  langs: [python],
  engine: createJavaScriptRegexEngine({ forgiving: true }),
});

/** The code's lines as HTML. Text beyond `PLAIN_FROM` characters stays plain: colours are not worth the wait. */
export function highlightPython(code: string): string[] {
  if (code.length > PLAIN_FROM) return escapeHtml(code).split("\n");
  const { tokens } = highlighter.codeToTokens(code, { lang: "python", theme: "pinlight" });
  return tokens.map((line) => line.map(({ content, color = "" }) => coloured(content, kinds[color])).join(""));
}

const PLAIN_FROM = 50_000;

const coloured = (text: string, kind: string | undefined) =>
  kind === undefined ? escapeHtml(text) : `<span class="${kind}">${escapeHtml(text)}</span>`;
