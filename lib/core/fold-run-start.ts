// A run-start lays out the document's blocks anew. What it leaves out, the view has already: the text of a block whose
// hash is known, and the last result of a block that goes on living, which stays until the new one comes (L5).
// Its plan is a prediction: where the run itself has shown otherwise already, a repeat of its start takes nothing back.
import type { Piece } from "#lib/protocol/block.ts";
import type { RunStart, StartedBlock } from "#lib/protocol/live.ts";
import { withBlockStates } from "./block-state.ts";
import type { BlockView, DocumentView } from "./document-view.ts";

export function foldRunStart(view: DocumentView, start: RunStart): DocumentView {
  if (start.run < view.run) return view;
  const sameRun = start.run === view.run;
  const former = new Map(view.blocks.map((block) => [block.id, block]));
  const texts = new Map(view.blocks.map((block) => [block.hash, block]));
  const dirty = new Set(start.dirty);
  const blocks = start.blocks.map((block) => {
    const before = former.get(block.id);
    const planned = {
      dirty: dirty.has(block.id),
      keeps: dirty.has(block.id) ? null : (block.digest ?? null),
      reason: start.reasons[block.id] ?? null,
    };
    return startedBlock(block, texts.get(block.hash), {
      ...settled(planned, before, start.run, sameRun),
      result: before?.result ?? null,
      live: sameRun ? (before?.live ?? null) : null,
    });
  });
  return withBlockStates({
    ...view,
    run: start.run,
    revision: start.revision,
    status: "running",
    cause: start.cause,
    startedAt: start.startedAt,
    blocks,
    error: sameRun ? view.error : null,
    timings: sameRun ? view.timings : {},
    hole: start.blocks.some((block) => block.source === undefined && !texts.has(block.hash)),
  });
}

type Verdict = Pick<BlockView, "dirty" | "keeps" | "reason">;

function settled(planned: Verdict, before: BlockView | undefined, run: number, sameRun: boolean): Verdict {
  const known = sameRun ? before : undefined;
  if (before?.result?.run === run) return { dirty: true, keeps: null, reason: known?.reason ?? planned.reason };
  return known && !known.dirty ? { dirty: false, keeps: known.keeps, reason: known.reason } : planned;
}

function startedBlock(
  block: StartedBlock,
  sameText: BlockView | undefined,
  rest: Pick<BlockView, "dirty" | "keeps" | "reason" | "result" | "live">,
): BlockView {
  const { id, ordinal, kind, hash, line, hide, evaluated, warnings } = block;
  return {
    ...{ id, ordinal, kind, hash, line, hide, evaluated, warnings },
    title: block.title ?? null,
    source: block.source ?? sameText?.source ?? "",
    pieces: block.pieces ?? (sameText ? movedPieces(sameText.pieces, line - sameText.line) : []),
    ...rest,
    state: "not-run",
  };
}

/** Line numbers are the file's own: text that moved in the file moves its pieces with it. */
function movedPieces(pieces: Piece[], lines: number): Piece[] {
  if (lines === 0) return pieces;
  return pieces.map((piece) => (piece.kind === "code" ? { ...piece, line: piece.line + lines } : piece));
}
