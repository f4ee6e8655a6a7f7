"""What both styles start from and produce: the layout of lines, and blocks before the file's rules are applied."""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass, field
from typing import AbstractSet

from .block_text import Piece
from .pragmas import Pragma
from .source_text import is_blank
from .statements import Statement, first_line


class Layout:
    """Which line is whose. Lines count from 1."""

    def __init__(
        self, lines: list[str], statements: list[Statement], hidden: AbstractSet[int], docstring: Statement | None
    ) -> None:
        self.lines = lines
        self.statements = statements
        self.docstring = docstring
        self._owner: dict[int, Statement] = {}
        for statement in statements:
            for number in range(statement.first, statement.last + 1):
                self._owner[number] = statement
        self.hidden = hidden - self._owner.keys()

    def statement_at(self, number: int) -> Statement | None:
        return self._owner.get(number)

    @property
    def docstring_text(self) -> str | None:
        """The module docstring without its indentation, None when there is none."""
        node = self.docstring.nodes[0] if self.docstring else None
        if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Constant):
            return None
        return inspect.cleandoc(str(node.value.value))

    def is_free(self, number: int) -> bool:
        """Neither part of a statement nor hidden."""
        return number not in self._owner and number not in self.hidden

    def is_gap(self, number: int) -> bool:
        """Blank, or not shown at all, outside of any statement."""
        return number in self.hidden or (number not in self._owner and is_blank(self.lines[number - 1]))

    def docstring_pieces(self) -> list[Piece]:
        text = (self.docstring_text or "").strip("\n")
        return [Piece("prose", text)] if text else []


@dataclass
class RoughBlock:
    """A block's lines, `first` to `last`, and what stands in them."""

    first: int
    last: int
    pieces: list[Piece] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    pragmas: list[tuple[int, Pragma]] = field(default_factory=list)
    warnings: list[tuple[int, str]] = field(default_factory=list)
    title: str | None = None


def drop_marks(lines: list[str]) -> str:
    """Markdown from comment lines: the first `#` and one space after it are dropped."""
    texts = []
    for line in lines:
        text = line.strip(" \t\f\v")[1:]
        texts.append(text[1:] if text[:1] == " " else text)
    return "\n".join(text.rstrip() for text in texts).strip("\n")


def shown_start(statements: list[Statement], layout: Layout) -> int | None:
    """The line on which the displayed expression starts: the last statement, an expression without `;` after it.

    When it shares its line with other statements, that is the first line of them all.
    """
    if not statements or statements[-1].error or statements[-1] is layout.docstring:
        return None
    last = statements[-1]
    node = last.nodes[-1]
    if not isinstance(node, ast.Expr) or _followed_by_semicolon(node, layout.lines):
        return None
    if len(last.nodes) > 1 and (last.nodes[-2].end_lineno or 0) >= first_line(node):
        return last.first
    return first_line(node)


def _followed_by_semicolon(node: ast.Expr, lines: list[str]) -> bool:
    line = lines[(node.end_lineno or node.lineno) - 1]
    # Column offsets count UTF-8 bytes.
    rest = line.encode("utf-8", "surrogatepass")[node.end_col_offset or 0 :]
    return rest.lstrip(b" \t\f)").startswith(b";")


def code_pieces(first: int, last: int, shown: int | None, layout: Layout, skip: set[int]) -> list[Piece]:
    """The code of some lines, the displayed expression as a piece of its own; lines in `skip` are left out."""
    if shown is None or not first <= shown <= last:
        return _code_piece(first, last, False, layout, skip)
    return _code_piece(first, shown - 1, False, layout, skip) + _code_piece(shown, last, True, layout, skip)


def _code_piece(first: int, last: int, shows: bool, layout: Layout, skip: set[int]) -> list[Piece]:
    numbers = [number for number in range(first, last + 1) if number not in skip]
    while numbers and is_blank(layout.lines[numbers[0] - 1]):
        numbers.pop(0)
    while numbers and is_blank(layout.lines[numbers[-1] - 1]):
        numbers.pop()
    if not numbers:
        return []
    return [Piece("code", "\n".join(layout.lines[number - 1] for number in numbers), numbers[0], shows)]
