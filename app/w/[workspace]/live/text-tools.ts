// What colours code and reads Markdown is larger than all else of the page together, and a first visit needs neither: the
// server has painted (document/use-painted.ts). They are fetched with the first sign that a text is about to change.
import { LazyTool } from "./lazy-tool.ts";

export const codeTool = new LazyTool(async () => (await import("../document/highlight-python.ts")).highlightPython);
export const proseTool = new LazyTool(async () => (await import("../document/render-prose.ts")).renderProse);
export const formulasTool = new LazyTool(async () => (await import("../document/render-formulas.ts")).renderFormulas);

/** Something is on its way that is likely to need them. */
export function wantTextTools(): void {
  void codeTool.want();
  void proseTool.want();
}

if (typeof window === "undefined") await Promise.all([codeTool.want(), proseTool.want(), formulasTool.want()]);
