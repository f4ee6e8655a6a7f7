"""Blocks of a file with cell markers: `# %%` starts a block, blank lines do not, comments in code stay code."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from .block_text import Piece
from .parts import CELL_LINE
from .pragmas import parse_cell_pragma, parse_pragma
from .rough_block import Layout, RoughBlock, code_pieces, drop_marks, shown_start
from .statements import Statement

_KIND = re.compile(r"\[(markdown|md|raw)\]", re.IGNORECASE)
_METADATA = re.compile(r"(^|\s)([A-Za-z_][\w.-]*=|\{).*$")


@dataclass
class _Marker:
    title: str | None
    markdown: bool


def cell_blocks(layout: Layout) -> tuple[list[RoughBlock], bool]:
    """One block for every cell; what stands before the first marker is a code cell; an empty cell is none.

    Also whether a last cell, of pragmas alone, waits for a next one.
    """
    starts = [
        number
        for number, line in enumerate(layout.lines, 1)
        if CELL_LINE.match(line) and layout.is_free(number)
    ]
    stops = [*starts, len(layout.lines) + 1]
    bounds: list[tuple[int | None, int, int]] = [(None, 1, stops[0] - 1)] if stops[0] > 1 else []
    bounds += [(start, start + 1, stop - 1) for start, stop in zip(starts, stops[1:])]
    cells = [_build(marker, first, last, layout) for marker, first, last in bounds]
    return _attach_pragmas([cell for cell in cells if cell is not None])


def is_cell_marker(line: str, number: int, layout: Layout) -> bool:
    """A marker that is more than a pragma, outside of any statement."""
    return CELL_LINE.match(line) is not None and layout.is_free(number) and parse_cell_pragma(line) is None


def _build(marker: int | None, first: int, last: int, layout: Layout) -> RoughBlock | None:
    start = marker or first
    while last >= first and layout.is_gap(last):
        last -= 1
    while marker is None and start <= last and layout.is_gap(start):
        start += 1
    cell = RoughBlock(start, max(last, start))
    cell.statements = [
        statement
        for statement in layout.statements
        if first <= statement.first <= last and statement is not layout.docstring
    ]
    skip = _take_pragmas(cell, marker, first, last, layout)
    sign = _read_marker(layout.lines[marker - 1]) if marker else _Marker(None, False)
    if marker and parse_cell_pragma(layout.lines[marker - 1]):
        sign = _Marker(None, False)
    cell.title = sign.title
    if layout.docstring and first <= layout.docstring.first <= last:
        cell.pieces += layout.docstring_pieces()
    if sign.markdown:
        _read_markdown(cell, first, last, skip, layout)
    else:
        cell.pieces += code_pieces(first, last, shown_start(cell.statements, layout), layout, skip)
    return cell if cell.pieces or cell.title or cell.pragmas else None


def _take_pragmas(cell: RoughBlock, marker: int | None, first: int, last: int, layout: Layout) -> set[int]:
    """Collects the cell's pragmas; returns the lines that are not shown as code."""
    skip: set[int] = set()
    tagged = parse_cell_pragma(layout.lines[marker - 1]) if marker else None
    if marker and tagged:
        cell.pragmas.append((marker, tagged))
    for number in range(first, last + 1):
        if not layout.is_free(number):
            if layout.statement_at(number) in (None, layout.docstring):
                skip.add(number)
            continue
        pragma, warnings = parse_pragma(layout.lines[number - 1])
        cell.warnings += [(number, warning) for warning in warnings]
        if pragma is not None:
            cell.pragmas.append((number, pragma))
            skip.add(number)
    return skip


def _read_marker(line: str) -> _Marker:
    found = CELL_LINE.match(line)
    rest = line[found.end() if found else 0 :].lstrip("%").strip()
    markdown = _KIND.search(rest) is not None
    title = _METADATA.sub("", _KIND.sub(" ", rest)).strip()
    return _Marker(title or None, markdown)


def _read_markdown(cell: RoughBlock, first: int, last: int, skip: set[int], layout: Layout) -> None:
    """Comments, or one string literal, are prose. Any other code in the cell stays code, for it runs."""
    literal = _only_string(cell.statements)
    if literal is not None:
        cell.statements = []
    comments: list[str] = []

    def close() -> None:
        text = drop_marks(comments)
        if text:
            cell.pieces.append(Piece("prose", text))
        comments.clear()

    shown = shown_start(cell.statements, layout)
    number = first
    while number <= last:
        statement = layout.statement_at(number)
        if number in skip:
            pass
        elif statement is None:
            # A blank line between two comments is a blank line of Markdown.
            comments.append(layout.lines[number - 1].strip() or "#")
        else:
            close()
            if literal is not None:
                cell.pieces.append(Piece("prose", literal))
            else:
                cell.pieces += code_pieces(statement.first, statement.last, shown, layout, set())
            number = statement.last
        number += 1
    close()


def _only_string(statements: list[Statement]) -> str | None:
    nodes = [node for statement in statements for node in statement.nodes]
    if len(nodes) != 1 or not isinstance(nodes[0], ast.Expr) or not isinstance(nodes[0].value, ast.Constant):
        return None
    value = nodes[0].value.value
    return value.strip("\n") if isinstance(value, str) else None


def _attach_pragmas(cells: list[RoughBlock]) -> tuple[list[RoughBlock], bool]:
    """A cell that holds only pragmas, such as the lines before the first marker, joins the next one."""
    kept: list[RoughBlock] = []
    waiting: list[RoughBlock] = []
    for cell in cells:
        if not cell.pieces and not cell.title and not cell.statements:
            waiting.append(cell)
            continue
        for pragmas in reversed(waiting):
            cell.first = pragmas.first
            cell.pragmas = pragmas.pragmas + cell.pragmas
            cell.warnings = pragmas.warnings + cell.warnings
        waiting = []
        kept.append(cell)
    return kept, bool(waiting)
