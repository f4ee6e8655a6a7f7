"""Reading a document again and again: what an edit left alone is neither parsed nor laid out anew.

A file whose parts all parse is the sequence of its parts. When one of them does not, the file is parsed from the part
before it to know whether it is broken; where the parts say anything else than the whole, the whole counts.
"""

from __future__ import annotations

import ast
import gc
import warnings
from typing import Iterator, Sequence

from .block_text import Ask
from .blocks import Document, build_document
from .parts import CELL_LINE, MAX_JOINED, Part, cell_starts, paragraph_starts, read_part, read_parts
from .sections import Section, section_of
from .source_text import hidden_lines, plain_ends
from .statements import Statement

# What a part alone does not show: another grammar, and a mark that is only dropped at the beginning of a text.
_UNCLEAR = ("barry_as_FLUFL", "\ufeff")


class Reader:
    """Reads the states of one document, one after the other. Keeps the parts of the last two."""

    def __init__(self, asks: Sequence[Ask] = ()) -> None:
        """`asks`: what will be asked of all code, best answered while its syntax tree is at hand."""
        self._asks = asks
        self._log: list[warnings.WarningMessage] = []
        self._present: dict[str, Part] = {}
        self._past: dict[str, Part] = {}
        self._new: dict[str, Part] = {}

    def read(self, text: str) -> Document:
        """As `read_whole` reads it. Never raises."""
        source = plain_ends(text) + "\n"
        if any(word in source for word in _UNCLEAR):
            return read_whole(text)
        # Syntax trees are many objects: collections in between would find nothing, and take most of the time.
        collects = gc.isenabled()
        gc.disable()
        try:
            # Only code without warnings may be parsed once more when it is to run: nobody is shown them twice.
            with warnings.catch_warnings(record=True) as log:
                warnings.simplefilter("always")
                self._log = log
                return self._read(source) or read_whole(text)
        finally:
            if collects:
                gc.enable()

    def _read(self, source: str) -> Document | None:
        """None where the whole may be another thing than its parts."""
        lines = source[:-1].split("\n")
        cells = "%%" in source and CELL_LINE.search(source) is not None
        parts = self._parts(source, cells)
        if parts is None:
            return None
        sections = list(_sections(parts, cells, hidden_lines(lines, source)))
        if cells and not any(section.marked for _, section in sections):
            return None
        for _, section in sections:
            if not section.settled:
                section.settle(self._asks, any(part.warned for part in section.parts))
        return build_document(lines, sections, cells)

    def _parts(self, source: str, cells: bool) -> list[Part] | None:
        self._new = {}
        starts = cell_starts(source) if cells else paragraph_starts(source)
        parts = read_parts(source, starts, MAX_JOINED, self._part)
        place = next((place for place, part in enumerate(parts) if part.broken), None)
        if place is not None:
            if _parses_from(parts, place):
                return None
            if cells:
                parts = read_parts(source, starts, 1, self._part)
        if self._new.keys() != self._present.keys():
            self._past = self._present
        self._present = self._new
        return parts

    def _part(self, source: str) -> Part:
        part = self._new.get(source)
        if part is None:
            part = self._present.get(source) or self._past.get(source)
            if part is None:
                told = len(self._log)
                part = read_part(source)
                part.warned = len(self._log) > told
            self._new[source] = part
        return part


def read_whole(text: str) -> Document:
    """Splits a file's text into blocks, all at once when it parses. Never raises."""
    source = plain_ends(text) + "\n"
    lines = source[:-1].split("\n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = read_part(source)
        if whole.error is not None:
            cells = CELL_LINE.search(source) is not None
            starts = cell_starts(source) if cells else paragraph_starts(source)
            parts = read_parts(source, starts, 1 if cells else MAX_JOINED)
            statements: list[Statement] = []
            shift = 0
            for part in parts:
                statements += [statement.shifted(shift) for statement in part.statements]
                shift += len(part.lines)
            whole = Part(source, lines, statements, broken=True)
    hidden = frozenset(hidden_lines(lines, source))
    in_cells = section_of([whole], True, hidden, True)
    section = in_cells if in_cells.marked else section_of([whole], False, hidden, True)
    return build_document(lines, [(0, section)], in_cells.marked)


def _parses_from(parts: list[Part], place: int) -> bool:
    """Whether the file parses although a part does not. What is before the part's last predecessor with code parses."""
    while place > 0:
        place -= 1
        if parts[place].first:
            break
    try:
        ast.parse("".join(part.source for part in parts[place:]))
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True


def _sections(parts: list[Part], cells: bool, hidden: set[int]) -> Iterator[tuple[int, Section]]:
    """Each section with the number of lines before it."""
    starts = False
    no_code_yet = True
    shift = place = 0
    while place < len(parts):
        part = parts[place]
        place += 1
        if part.alone is not None and not (no_code_yet or hidden or cells):
            yield shift, part.alone
            shift += len(part.lines)
            continue
        taken, length = [part], len(part.lines)
        while True:
            starts = no_code_yet and any(part.first for part in taken)
            own = frozenset(number - shift for number in hidden if shift < number <= shift + length)
            section = section_of(taken, cells, own, starts)
            if place == len(parts):
                break
            if not section.waits and not (cells and _goes_on(parts[place], shift + length + 1 in hidden)):
                break
            taken.append(parts[place])
            length += len(parts[place].lines)
            place += 1
        if not (section.waits or cells or starts or own or len(taken) > 1):
            part.alone = section
        no_code_yet = no_code_yet and not starts
        yield shift, section
        shift += length


def _goes_on(part: Part, hidden: bool) -> bool:
    """Whether what looks like a cell's marker, the part's first line, is none: it belongs to the cell before."""
    return hidden or part.first == 1
