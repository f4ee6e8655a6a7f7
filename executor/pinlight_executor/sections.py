"""Parts of a file read as blocks. A section is as many parts as it takes for no pragma to wait for a block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable

from .blank_line_style import paragraph_blocks
from .block_text import Ask, BlockText
from .cell_style import cell_blocks, is_cell_marker
from .parts import Part
from .rough_block import Layout, RoughBlock
from .statements import Statement, is_string

_MAX_KNOWN = 8
_NOTHING_HIDDEN: frozenset[int] = frozenset()


@dataclass(eq=False)
class Section:
    """Lines count from the section's own first line, which is 1. Shared, so never changed.

    `first_code` is where its first statement other than the docstring begins. `waits`: pragmas at its end belong to the
    block that follows, or its last line does. `marked`: it has a cell marker.
    """

    parts: list[Part]
    blocks: list[BlockText]
    waits: bool
    docstring: str | None
    first_code: int | None
    marked: bool
    settled: bool = False

    def settle(self, asks: Iterable[Ask], keep: bool) -> None:
        """Asks of all code what will be asked of it, and forgets the syntax trees unless they are to be kept."""
        self.settled = True
        keep = keep or any(part.broken for part in self.parts)
        source = "".join(part.source for part in self.parts)
        for text in self.blocks:
            text.settle(asks, None if keep else source)
        if not keep:
            for part in self.parts:
                part.forget_trees()


def section_of(
    parts: list[Part], cells: bool, hidden: frozenset[int] = _NOTHING_HIDDEN, starts: bool = False
) -> Section:
    """The blocks of parts that follow each other, built once for the same parts.

    `hidden` are numbers of their lines that are shown nowhere. `starts`: the file's first statement is in them.
    """
    known = parts[0].known
    key = (cells, hidden, starts, *parts[1:])
    section: Section | None = known.get(key)
    if section is None:
        if len(known) > _MAX_KNOWN:
            # What follows a part may be edited a thousand times while the part itself stays.
            known.clear()
        section = known[key] = _build(parts, cells, hidden, starts)
    return section


def _build(parts: list[Part], cells: bool, hidden: frozenset[int], starts: bool) -> Section:
    lines, statements = parts[0].lines, parts[0].statements
    for part in parts[1:]:
        statements = [*statements, *(statement.shifted(len(lines)) for statement in part.statements)]
        lines = lines + part.lines
    layout = Layout(lines, statements, hidden, _docstring_of(statements) if starts else None)
    rough, waits = cell_blocks(layout) if cells else paragraph_blocks(layout)
    # A line that no parser takes may look blank: without a gap at the end, the next part belongs to the same block.
    waits = waits or not (cells or layout.is_gap(len(lines)))
    first_code = next((statement.first for statement in statements if statement is not layout.docstring), None)
    marked = any(is_cell_marker(line, number, layout) for number, line in enumerate(lines, 1) if "%%" in line)
    order = {id(node): place for place, node in enumerate(node for one in statements for node in one.nodes)}
    blocks = [_text_of(block, lines, order) for block in rough]
    return Section(parts, blocks, waits, layout.docstring_text, first_code, marked)


def _text_of(rough: RoughBlock, lines: list[str], order: dict[int, int]) -> BlockText:
    nodes = [node for statement in rough.statements for node in statement.nodes]
    error = next((statement.error for statement in rough.statements if statement.error), None)
    return BlockText(
        first=rough.first,
        source="\n".join(lines[rough.first - 1 : rough.last]),
        pieces=rough.pieces,
        nodes=[] if error else nodes,
        place=order[id(nodes[0])] if nodes else 0,
        error=error,
        title=rough.title,
        pragmas=rough.pragmas,
        warnings=rough.warnings,
    )


def _docstring_of(statements: list[Statement]) -> Statement | None:
    first = statements[0] if statements else None
    return first if first is not None and len(first.nodes) == 1 and is_string(first.nodes[0]) else None
