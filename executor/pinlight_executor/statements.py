"""The top-level statements of a file by line, also where parts of the file are no Python.

The whole file is parsed at once when it can be. When it cannot, it is parsed piece by piece (between blank lines, or
cell by cell), so that a syntax error stays with the piece that holds it.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass, field

from .source_text import is_blank

CELL_LINE = re.compile(r"^#[ \t]*%%(?=$|[\s%\[])")
_CONTINUES = re.compile(r"^(else\b|elif\b|except\b|finally\b|[)\]}])")
_INCOMPLETE = re.compile(r"never closed|unterminated triple|EOF|expected an indented block|expected 'except'")
# A bound on work: a file that is broken in many places must still be read in milliseconds.
_MAX_JOINED = 40
_MAX_PARSES = 3000


@dataclass
class Statement:
    """What occupies the lines `first` to `last` (from 1): nodes that share a line stand together.

    `error` is set instead of nodes where the lines are no Python.
    """

    first: int
    last: int
    nodes: list[ast.stmt] = field(default_factory=list)
    error: SyntaxError | None = None


def parse_statements(lines: list[str]) -> list[Statement]:
    """All top-level statements in order of lines. Never raises for what the lines hold."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = _group(_parse(lines, 1))
        except SyntaxError:
            found = _recover(lines)
    _keep_trailing_comments(found, lines)
    return found


def _parse(lines: list[str], first: int) -> list[ast.stmt]:
    """The statements of some lines, numbered as if `lines[0]` were line `first`. Raises SyntaxError."""
    try:
        body = ast.parse("\n".join(lines) + "\n").body
    except SyntaxError as error:
        if error.lineno is not None:
            error.lineno += first - 1
        if error.end_lineno is not None:
            error.end_lineno += first - 1
        raise
    except (ValueError, RecursionError, MemoryError, OverflowError) as cause:
        error = SyntaxError(str(cause) or "too deeply nested to be read")
        error.lineno = first
        raise error from None
    for node in body:
        ast.increment_lineno(node, first - 1)
    return body


def first_line(node: ast.stmt) -> int:
    """The line on which a statement starts, its decorators included."""
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _group(nodes: list[ast.stmt]) -> list[Statement]:
    found: list[Statement] = []
    for node in nodes:
        first, last = first_line(node), node.end_lineno or node.lineno
        if found and first <= found[-1].last:
            found[-1].nodes.append(node)
            found[-1].last = max(found[-1].last, last)
        else:
            found.append(Statement(first, last, [node]))
    return found


def _recover(lines: list[str]) -> list[Statement]:
    cells = any(CELL_LINE.match(line) for line in lines)
    starts = _cell_starts(lines) if cells else _paragraph_starts(lines)
    bounds = [*starts, len(lines) + 1]
    found: list[Statement] = []
    parses = 0
    at = 0
    while at < len(starts):
        taken, error = 1, None
        for count in range(1, 2 if cells else _MAX_JOINED):
            if at + count >= len(bounds) or parses > _MAX_PARSES:
                break
            first, end = bounds[at], bounds[at + count]
            parses += 1
            try:
                found += _group(_parse(lines[first - 1 : end - 1], first))
                taken, error = count, None
                break
            except SyntaxError as caught:
                error = error or caught
                if not _may_go_on(caught, lines, end):
                    break
        else:
            error = error or SyntaxError("invalid syntax")
        if error is not None:
            found += _broken(lines, bounds[at], bounds[at + 1] - 1, error)
        at += taken
    return found


def _may_go_on(error: SyntaxError, lines: list[str], end: int) -> bool:
    """Whether more lines could complete what was parsed: the error is of its end, not of its inside."""
    last = end - 1
    while last > 1 and is_blank(lines[last - 1]):
        last -= 1
    return bool(_INCOMPLETE.search(error.msg or "")) or (error.lineno or 0) >= last


def _paragraph_starts(lines: list[str]) -> list[int]:
    starts = [1] if lines else []
    for number in range(2, len(lines) + 1):
        line = lines[number - 1]
        top = not is_blank(line) and line[:1] not in " \t"
        if top and is_blank(lines[number - 2]) and not _CONTINUES.match(line):
            starts.append(number)
    return starts


def _cell_starts(lines: list[str]) -> list[int]:
    return [1, *(number for number in range(2, len(lines) + 1) if CELL_LINE.match(lines[number - 1]))]


def _broken(lines: list[str], first: int, last: int, error: SyntaxError) -> list[Statement]:
    """The lines that are no Python, without the comments and blank lines around them."""

    def around(number: int) -> bool:
        return is_blank(lines[number - 1]) or lines[number - 1].startswith("#")

    while first < last and around(first):
        first += 1
    while last > first and around(last):
        last -= 1
    return [Statement(first, last, [], error)]


def _keep_trailing_comments(found: list[Statement], lines: list[str]) -> None:
    """Indented comments at the end of a body belong to the statement, though no node covers them."""
    for index, statement in enumerate(found):
        if not statement.nodes or not hasattr(statement.nodes[-1], "body"):
            continue
        stop = found[index + 1].first if index + 1 < len(found) else len(lines) + 1
        for number in range(statement.last + 1, stop):
            line = lines[number - 1]
            if line[:1] in (" ", "\t") and line.lstrip().startswith("#"):
                statement.last = number
            elif not is_blank(line):
                break
