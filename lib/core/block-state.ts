// What a block is doing, derived and never stored apart: the run's status, whether the run's plan calls for the block,
// and which run its result is of. A kept block shows an older run's result and is up to date; a dirty one is not.
import type { BlockView, DocumentView } from "./document-view.ts";

export type BlockState = "prose" | "queued" | "running" | "ran" | "kept" | "failed" | "stale" | "not-run";

/** The view with every block's state set right. Blocks whose state stays the same stay the same objects. */
export function withBlockStates(view: DocumentView): DocumentView {
  const running = view.status === "running" ? view.blocks.find((block) => awaitsResult(view, block)) : undefined;
  const blocks = view.blocks.map((block) => {
    const state = block === running ? "running" : stateOf(view, block);
    return state === block.state ? block : { ...block, state };
  });
  return { ...view, blocks };
}

/** Whether the view's run is to execute this block and has not brought its result yet. */
export function awaitsResult(view: DocumentView, block: BlockView): boolean {
  return block.dirty && mayRun(view, block);
}

/** The plan is a prediction: a block that it did not name may run too, as long as this run has not brought its result. */
export function mayRun(view: DocumentView, block: BlockView): boolean {
  return executes(block) && block.result?.run !== view.run;
}

function executes(block: BlockView): boolean {
  return block.kind === "code" && block.evaluated;
}

function stateOf(view: DocumentView, block: BlockView): BlockState {
  if (block.kind === "prose") return "prose";
  if (!block.evaluated) return "not-run";
  if (awaitsResult(view, block)) {
    if (view.status === "running") return "queued";
    if (endedTheRun(view, block)) return "failed";
    return block.result ? "stale" : "not-run";
  }
  if (!block.result) return "not-run";
  if (!block.result.ok) return "failed";
  return block.dirty ? "ran" : "kept";
}

/** The block in which the process died. `sys.exit()` is a way to end, not a failure. */
function endedTheRun(view: DocumentView, block: BlockView): boolean {
  return view.error?.block === block.id && view.error.code !== "exited";
}
