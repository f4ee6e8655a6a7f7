"""A file cut into parts that are parsed for themselves, between blank lines or cell by cell.

What is broken stays with the part that holds it, and what is unchanged need not be parsed again.
"""

from __future__ import annotations

import re
from typing import Any, Callable, Hashable

from .source_text import is_blank
from .statements import Statement, broken_statement, parse_statements

CELL_LINE = re.compile(r"^#[ \t]*%%(?=$|[\s%\[])", re.MULTILINE)
# After a blank line, a line at top level that no statement before it goes on with.
_PARAGRAPH = re.compile(
    r"\n[ \t\f\v]*\n(?=[^ \t\n])(?![\f\v][ \t\f\v]*(?:\n|\Z))(?!(?:else|elif|except|finally)\b|[)\]}])"
)
_INCOMPLETE = re.compile(r"never closed|unterminated triple|EOF|expected an indented block|expected 'except'")
# A bound on work: a file that is broken in many places must still be read in milliseconds.
MAX_JOINED = 39
_MAX_PARSES = 3000


class Part:
    """Lines of a file, which count from the part's own first line, which is 1. Shared, so never changed.

    `source` ends with a line's end. `error`: it does not parse as it stands; `unfinished`: more lines may complete it.
    `warned`: parsing it gives warnings. `first`: the line of its first statement, 0 for none. `known`: what readers
    found out about it; `alone`: the blocks that it is when nothing around it matters.
    """

    __slots__ = ("source", "lines", "error", "unfinished", "broken", "warned", "first", "known", "alone", "_statements")

    def __init__(self, source: str, lines: list[str], statements: list[Statement], broken: bool = False) -> None:
        self.source, self.lines, self.broken = source, lines, broken
        self.error: SyntaxError | None = None
        self.unfinished = self.warned = False
        self.first = statements[0].first if statements else 0
        self.known: dict[Hashable, Any] = {}
        self.alone: Any = None
        self._statements: list[Statement] | None = statements

    @property
    def statements(self) -> list[Statement]:
        return parse_statements(self.source, self.lines) if self._statements is None else self._statements

    def forget_trees(self) -> None:
        """They are most of what a document takes in memory, and quickly made again."""
        if self.error is None and not self.broken:
            self._statements = None

    def as_broken(self) -> Part:
        """The part as a file's reader is shown it, with its syntax error in it."""
        assert self.error is not None
        if "broken" not in self.known:
            statement = broken_statement(self.lines, self.error)
            self.known["broken"] = Part(self.source, self.lines, [statement], broken=True)
        part: Part = self.known["broken"]
        return part


def read_part(source: str) -> Part:
    """Parses lines that end with a line's end. Never raises. Warnings are for the caller to silence."""
    lines = source[:-1].split("\n")
    try:
        return Part(source, lines, parse_statements(source, lines))
    except SyntaxError as error:
        part = Part(source, lines, [])
        # The frames of its traceback are none of anybody's business, and hold on to much.
        part.error, part.unfinished = error.with_traceback(None), _may_go_on(error, lines)
        return part


def read_parts(
    source: str, starts: list[int], joined: int = MAX_JOINED, read: Callable[[str], Part] = read_part
) -> list[Part]:
    """The whole file in parts that begin at some of `starts`.

    What does not parse is joined with what follows, up to `joined` starts in all, until it parses together.
    """
    bounds = [*starts, len(source)]
    last = len(starts)
    found: list[Part] = []
    parses = at = 0
    while at < last:
        if parses > _MAX_PARSES:
            rest = source[bounds[at] :]
            return [*found, Part(rest, rest[:-1].split("\n"), [], broken=True)]
        first = part = read(source[bounds[at] : bounds[at + 1]])
        parses += 1
        count = 1
        while part.unfinished and count < joined and at + count < last and parses <= _MAX_PARSES:
            count += 1
            part = read(source[bounds[at] : bounds[at + count]])
            parses += 1
        if part.error is not None:
            part, count = first.as_broken(), 1
        found.append(part)
        at += count
    return found


def paragraph_starts(source: str) -> list[int]:
    """Offsets of the first characters of paragraphs: lines at top level after blank lines."""
    # With a line's end before the first line, that line may be the blank one.
    starts = [found.end() - 1 for found in _PARAGRAPH.finditer("\n" + source)]
    return starts if starts[:1] == [0] else [0, *starts]


def cell_starts(source: str) -> list[int]:
    """Offsets of the lines that look like cell markers, and of the first line."""
    starts = [found.start() for found in CELL_LINE.finditer(source)]
    return starts if starts[:1] == [0] else [0, *starts]


def _may_go_on(error: SyntaxError, lines: list[str]) -> bool:
    """Whether more lines could complete what was parsed: the error is of its end, not of its inside."""
    last = len(lines)
    while last > 1 and is_blank(lines[last - 1]):
        last -= 1
    return bool(_INCOMPLETE.search(error.msg or "")) or (error.lineno or 0) >= last
