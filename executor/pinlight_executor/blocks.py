"""A document's blocks, in the style that the file itself chooses: blank lines, or cell markers."""

from __future__ import annotations

import __future__
import ast
from dataclasses import dataclass, field
from typing import Iterable

from .block import Block
from .pragmas import Pragma, combine
from .sections import Section


@dataclass
class Document:
    """A file as read: `lines` are its own, `flags` are the compiler's for its `from __future__` imports."""

    lines: list[str]
    blocks: list[Block]
    cells: bool
    docstring: str | None = None
    flags: int = 0
    future_names: list[str] = field(default_factory=list)


def read_document(text: str) -> Document:
    """Splits a file's text into blocks. Never raises: what is no Python becomes a block with a syntax error.

    For a document that is read again and again there is `reader.Reader`.
    """
    from .reader import Reader

    return Reader().read(text)


def build_document(lines: list[str], sections: Iterable[tuple[int, Section]], cells: bool) -> Document:
    """The document whose sections these are, each with the number of lines before it."""
    found = list(sections)
    document = Document(lines, [], cells, _docstring(found))
    blocks, docstring = document.blocks, document.docstring
    for shift, section in found:
        for text in section.blocks:
            blocks.append(Block(text, shift, len(blocks) + 1, docstring))
    if any(block.text.file_pragmas for block in blocks):
        starts = (shift + part.first_code for shift, part in found if part.first_code is not None)
        _apply_file_pragmas(document, next(starts, len(lines) + 1))
    _apply_future(document)
    return document


def _docstring(sections: list[tuple[int, Section]]) -> str | None:
    for _, section in sections:
        if section.docstring is not None or section.first_code is not None:
            return section.docstring
    return None


def _apply_file_pragmas(document: Document, first_code: int) -> None:
    rules: list[Pragma] = []
    for block in document.blocks:
        for line, pragma in block.text.file_pragmas:
            number = line + block.shift
            if number < first_code:
                rules.append(pragma)
            else:
                told = f"line {number}: a pragma for the whole file counts only before the first code"
                block.more_warnings = [*(block.more_warnings or []), told]
    if not rules:
        return
    plain = combine([], rules).hide
    for block in document.blocks:
        own = [pragma for _, pragma in block.text.pragmas]
        block.hide = combine(own, rules).hide if own else plain


def _apply_future(document: Document) -> None:
    """`from __future__` counts for the rest of the file, and only where Python allows it: before any other code."""
    at_start = True
    for block in document.blocks:
        for future in block.text.futures:
            node = future.node
            problem = _future_problem(node, at_start and future.first)
            if problem:
                where = ("", node.lineno + block.shift, node.col_offset + 1, None)
                block.misplaced = SyntaxError(problem, where)
                continue
            for alias in node.names:
                document.flags |= getattr(__future__, alias.name).compiler_flag
                document.future_names.append(alias.name)
        at_start = at_start and not block.text.more_than_futures


def _future_problem(node: ast.ImportFrom, at_start: bool) -> str | None:
    if not at_start:
        return "from __future__ imports must occur at the beginning of the file"
    unknown = [alias.name for alias in node.names if alias.name not in __future__.all_feature_names]
    return f"future feature {unknown[0]} is not defined" if unknown else None
