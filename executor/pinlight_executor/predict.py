"""What a plan says before anything has run: which blocks are out of date until they are seen not to be, and why."""

from __future__ import annotations

from typing import Callable

from .block import Block
from .blocks import Document
from .incremental.cell import Cell
from .incremental.reasons import KEPT, reason_of
from .incremental.skip import Cause
from .reason import Reason
from .run_block import RunEnd

# Code that mentions one of these may end the run.
_ENDINGS = {"exit", "quit", "SystemExit"}


def predict(
    document: Document, reached: list[Cell], expected: dict[int, Cause], ordinal_of: Callable[[str], "int | None"]
) -> tuple[dict[str, Reason], dict[str, Reason]]:
    """The blocks that are out of date, by id, and the reasons of all blocks.

    `reached`: the cells down to where the document ends by itself; `expected`: those of them that will have to run.
    """
    dirty = _dependents(reached, expected)
    ending = _may_end(reached, expected)
    if ending is not None:
        dirty.update(range(ending, len(reached)))
    reasons: dict[str, Reason] = {}
    for place, cell in enumerate(reached):
        cause = expected.get(place)
        reasons[cell.id] = reason_of(cause, ordinal_of) if cause is not None else KEPT
    ended = next((cell.record.exit for cell in reached if cell.record is not None and cell.record.exit), None)
    for block in document.blocks:
        if block.id not in reasons:
            reasons[block.id] = _idle_reason(block, ended)
    return {reached[place].id: reasons[reached[place].id] for place in sorted(dirty)}, reasons


def _dependents(cells: list[Cell], expected: dict[int, Cause]) -> set[int]:
    """With those that read what a block binds that will run."""
    dirty: set[int] = set()
    names: set[str] = set()
    for place, cell in enumerate(cells):
        record = cell.record
        if place in expected or (names and record is not None and not names.isdisjoint(record.reads)):
            dirty.add(place)
            names |= cell.names.stores
            if record is not None:
                names |= record.binds.keys()
        elif names and record is not None:
            names -= record.binds.keys()
    return dirty


def _may_end(cells: list[Cell], expected: dict[int, Cause]) -> int | None:
    """The first place after which blocks may not be reached."""
    if any(not cell.names.mentions.isdisjoint(_ENDINGS) for cell in cells):
        return min(expected, default=None)
    return None


def _idle_reason(block: Block, ended: RunEnd | None) -> Reason:
    if not block.runs:
        return Reason("prose", "prose: there is nothing to run")
    if not block.evaluated:
        return Reason("not-evaluated", "not run: its pragma says `eval: false`")
    return Reason("kept", f"not run: {ended.extra['message'] if ended else 'a block before it ended the run'}")
