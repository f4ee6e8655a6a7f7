"""Blocks of a file without cell markers: blank lines split, comments at top level are prose."""

from __future__ import annotations

from typing import Union

from .block_text import Piece
from .pragmas import Pragma, parse_cell_pragma, parse_pragma
from .rough_block import Layout, RoughBlock, code_pieces, drop_marks, shown_start
from .statements import Statement

# One thing of a paragraph in order of lines: a comment by its line number, or a statement.
_Item = Union[int, Statement]


def paragraph_blocks(layout: Layout) -> tuple[list[RoughBlock], bool]:
    """One block for every run of top-level lines; a run that holds only pragmas joins the next one.

    Also whether a last run waits for a next one.
    """
    blocks: list[RoughBlock] = []
    waiting: list[_Item] = []
    for items in _paragraphs(layout):
        block = _build(waiting + items, layout)
        if block.pieces:
            blocks.append(block)
            waiting = []
        else:
            waiting = waiting + items if block.pragmas or block.warnings else waiting
    return blocks, bool(waiting)


def _paragraphs(layout: Layout) -> list[list[_Item]]:
    found: list[list[_Item]] = []
    current: list[_Item] = []
    number = 1
    while number <= len(layout.lines):
        statement = layout.statement_at(number)
        if statement is not None:
            current.append(statement)
            number = statement.last + 1
            continue
        if not layout.is_gap(number):
            current.append(number)
        elif current:
            found.append(current)
            current = []
        number += 1
    return found + [current] if current else found


def _build(items: list[_Item], layout: Layout) -> RoughBlock:
    first, last = _first(items[0]), _last(items[-1])
    block = RoughBlock(first, last)
    block.statements = [item for item in items if isinstance(item, Statement) and item is not layout.docstring]
    shown = shown_start(block.statements, layout)
    comments: list[int] = []
    code: list[Statement] = []

    def close_prose() -> None:
        text = drop_marks([layout.lines[number - 1] for number in comments])
        if text:
            block.pieces.append(Piece("prose", text))
        comments.clear()

    def close_code() -> None:
        if code:
            block.pieces.extend(code_pieces(code[0].first, code[-1].last, shown, layout, set()))
        code.clear()

    for item in items:
        if isinstance(item, int):
            pragma, warnings = _pragma_at(item, layout)
            block.warnings += [(item, warning) for warning in warnings]
            # A pragma between two statements does not take their code apart: only prose and an empty `#` do.
            if pragma is not None:
                block.pragmas.append((item, pragma))
                close_code()
            else:
                close_code()
                comments.append(item)
        elif item is layout.docstring:
            close_prose()
            close_code()
            block.pieces += layout.docstring_pieces()
        else:
            close_prose()
            code.append(item)
    close_prose()
    close_code()
    return block


def _pragma_at(number: int, layout: Layout) -> tuple[Pragma | None, list[str]]:
    line = layout.lines[number - 1].strip(" \t\f\v")
    pragma, warnings = parse_pragma(line)
    return pragma or parse_cell_pragma(line), warnings


def _first(item: _Item) -> int:
    return item if isinstance(item, int) else item.first


def _last(item: _Item) -> int:
    return item if isinstance(item, int) else item.last
