"""The present line of code that was compiled from an earlier text of the document.

A kept block is not compiled again when only lines above it or its own formatting changed, but a traceback through one
of its functions must still show the file's own lines.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from types import CodeType
from typing import Callable, Iterator

from .block import Block
from .block_text import BlockText
from .blocks import Document


# Where code stands among its block's: which of them, and then which constant of each that it is inside of.
Path = tuple[int, ...]


@dataclass
class _Entry:
    code: CodeType
    block: str
    text: BlockText
    shift: int
    path: Path


class LineMoves:
    """Knows the code objects of one document. `compile` makes those of a block as its text stands now."""

    def __init__(self, compile: Callable[[Block], list[CodeType]]) -> None:
        self._compile = compile
        self._entries: dict[int, _Entry] = {}
        self._codes: dict[str, list[int]] = {}
        self._present: dict[str, Block] | None = {}
        self._blocks: list[Block] = []
        self._anew: dict[str, dict[Path, CodeType]] = {}

    def update(self, document: Document) -> None:
        """The text changed: these are the blocks now."""
        self._blocks, self._present = document.blocks, None
        self._anew = {}

    def register(self, codes: list[CodeType], block: Block) -> None:
        """The block was compiled from the present text."""
        for key in self._codes.pop(block.id, ()):
            self._entries.pop(key, None)
        for path, code in _with_inner(codes):
            self._note(code, block, path)

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
        """The same code at its present lines; None where it stands right, or where nothing can be said."""
        entry = self._entries.get(id(code))
        present = self._present_block(entry)
        if entry is None or present is None or (present.text is entry.text and present.shift == entry.shift):
            return None
        first, before = present.shift + present.text.first, entry.shift + entry.text.first
        if present.source == entry.text.source:
            if first == before:
                return None
            found = _shifted(code, first - before)
            inner = [(entry.path + path[1:], one) for path, one in _with_inner([found])]
        elif present.text.code_key != entry.text.code_key:
            return None
        else:
            anew = self._compiled_anew(present)
            inner = [(path, one) for path, one in anew.items() if path[: len(entry.path)] == entry.path]
            if not inner or inner[0][1].co_name != code.co_name:
                return None
            found = inner[0][1]
        for path, one in inner:
            self._note(one, present, path)
        return found

    def _compiled_anew(self, block: Block) -> dict[Path, CodeType]:
        if block.id not in self._anew:
            try:
                self._anew[block.id] = dict(_with_inner(self._compile(block)))
            except SyntaxError:
                self._anew[block.id] = {}
        return self._anew[block.id]

    def _note(self, code: CodeType, block: Block, path: Path) -> None:
        self._entries[id(code)] = _Entry(code, block.id, block.text, block.shift, path)
        self._codes.setdefault(block.id, []).append(id(code))

    def _present_block(self, entry: _Entry | None) -> Block | None:
        if self._present is None:
            self._present = {block.id: block for block in self._blocks}
        return self._present.get(entry.block) if entry is not None else None


def _shifted(code: CodeType, distance: int) -> CodeType:
    constants = tuple(_shifted(one, distance) if isinstance(one, CodeType) else one for one in code.co_consts)
    return code.replace(co_firstlineno=code.co_firstlineno + distance, co_consts=constants)


def _with_inner(codes: list[CodeType], at: Path = ()) -> Iterator[tuple[Path, CodeType]]:
    """Those, and all inside of them, each before what is in it."""
    for number, code in enumerate(codes):
        path = (*at, number)
        yield path, code
        yield from _with_inner([one for one in code.co_consts if isinstance(one, CodeType)], path)


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
