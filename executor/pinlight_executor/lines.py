"""The present line of code that was compiled from an earlier text of the document.

A kept block is not compiled again when only lines above it or its own formatting changed, but a traceback through one
of its functions must still show the file's own lines.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from types import CodeType
from typing import Iterator

from .block import Block
from .blocks import Document


@dataclass
class _Entry:
    code: CodeType
    block: str
    nodes: list[ast.stmt]


class LineMoves:
    """Knows the code objects of one document."""

    def __init__(self) -> None:
        self._entries: dict[int, _Entry] = {}
        self._present: dict[str, list[ast.stmt]] = {}

    def update(self, document: Document) -> None:
        """The text changed: these are the blocks now."""
        self._present = {block.id: block.nodes for block in document.blocks}

    def register(self, codes: list[CodeType], block: Block) -> None:
        """The block was compiled from the present text."""
        self._entries = {key: entry for key, entry in self._entries.items() if entry.block != block.id}
        for code in codes:
            for inner in _with_inner(code):
                self._entries[id(inner)] = _Entry(inner, block.id, block.nodes)

    def present_line(self, code: CodeType, line: int) -> int:
        """`line` itself where nothing moved, or where the code is none of the document's."""
        entry = self._entries.get(id(code))
        present = self._present.get(entry.block) if entry else None
        if entry is None or present is None or present is entry.nodes:
            return line
        return _moved_lines(entry.nodes, present).get(line, line)


    def moved(self, code: CodeType) -> CodeType | None:
        """The same code at its present lines, None where it stands right or where no one distance says how it moved."""
        entry = self._entries.get(id(code))
        present = self._present.get(entry.block) if entry else None
        if entry is None or not present or present is entry.nodes or len(present) != len(entry.nodes):
            return None
        distance = present[0].lineno - entry.nodes[0].lineno
        ends = present[-1].end_lineno, entry.nodes[-1].end_lineno
        if distance == 0 or ends[0] is None or ends[1] is None or ends[0] - ends[1] != distance:
            return None
        shifted = _shifted(code, distance)
        for inner in _with_inner(shifted):
            self._entries[id(inner)] = _Entry(inner, entry.block, present)
        return shifted


def _shifted(code: CodeType, distance: int) -> CodeType:
    constants = tuple(_shifted(one, distance) if isinstance(one, CodeType) else one for one in code.co_consts)
    return code.replace(co_firstlineno=code.co_firstlineno + distance, co_consts=constants)


def _with_inner(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _with_inner(constant)


def _moved_lines(old: list[ast.stmt], new: list[ast.stmt]) -> dict[int, int]:
    """Old line to new line, node by node: both texts have the same syntax tree, or nothing can be said."""
    moved: dict[int, int] = {}
    for before, after in zip(old, new):
        for one, other in zip(ast.walk(before), ast.walk(after)):
            if type(one) is not type(other):
                return {}
            if hasattr(one, "lineno") and hasattr(other, "lineno"):
                moved.setdefault(one.lineno, other.lineno)
    return moved
