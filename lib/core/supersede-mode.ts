// A newer revision wants the document while one of its blocks runs. If nothing up to and including that block
// changed, its result still counts: let it end. Otherwise the time is wasted: stop it now.
import type { PlannedBlock } from "#lib/protocol/block.ts";

export type SupersedeInput = {
  blocks: Pick<PlannedBlock, "id" | "line" | "source">[];
  runningBlock: string | null;
  oldSource: string;
  newSource: string;
  /** Whether any other file that the document is known to read or import changed too. */
  inputsChanged: boolean;
};

export function supersedeMode(input: SupersedeInput): "now" | "after-block" {
  const running = input.blocks.find((block) => block.id === input.runningBlock);
  if (!running || input.inputsChanged) return "now";
  const end = running.line - 1 + running.source.split("\n").length;
  const head = (source: string) => source.split("\n", end).join("\n");
  return head(input.oldSource) === head(input.newSource) ? "after-block" : "now";
}
