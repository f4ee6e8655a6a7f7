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
from .block_text import BlockText
from .blocks import Document


@dataclass
class _Entry:
    code: CodeType
    block: str
    text: BlockText
    shift: int


class LineMoves:
    """Knows the code objects of one document."""

    def __init__(self) -> None:
        self._entries: dict[int, _Entry] = {}
        self._codes: dict[str, list[int]] = {}
        self._present: dict[str, Block] | None = {}
        self._blocks: list[Block] = []

    def update(self, document: Document) -> None:
        """The text changed: these are the blocks now."""
        self._blocks, self._present = document.blocks, None

    def register(self, codes: list[CodeType], block: Block) -> None:
        """The block was compiled from the present text."""
        for key in self._codes.pop(block.id, ()):
            self._entries.pop(key, None)
        inner = [one for code in codes for one in _with_inner(code)]
        self._entries.update((id(code), _Entry(code, block.id, block.text, block.shift)) for code in inner)
        self._codes[block.id] = [id(code) for code in inner]

    def present_line(self, code: CodeType, line: int) -> int:
        """`line` itself where nothing moved, or where the code is none of the document's."""
        entry = self._entries.get(id(code))
        present = self._present_block(entry)
        if entry is None or present is None:
            return line
        if present.text is entry.text:
            return line + present.shift - entry.shift
        moved = _moved_lines(entry.text.nodes, present.text.nodes).get(line - entry.shift)
        return line if moved is None else moved + present.shift


    def moved(self, code: CodeType) -> CodeType | None:
        """The same code at its present lines; None where it stands right, or where its block's own text changed."""
        entry = self._entries.get(id(code))
        present = self._present_block(entry)
        if entry is None or present is None or present.text is not entry.text or present.shift == entry.shift:
            return None
        shifted = _shifted(code, present.shift - entry.shift)
        inner = list(_with_inner(shifted))
        self._entries.update((id(one), _Entry(one, entry.block, present.text, present.shift)) for one in inner)
        self._codes.setdefault(entry.block, []).extend(id(one) for one in inner)
        return shifted

    def _present_block(self, entry: _Entry | None) -> Block | None:
        if self._present is None:
            self._present = {block.id: block for block in self._blocks}
        return self._present.get(entry.block) if entry is not None else None


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
