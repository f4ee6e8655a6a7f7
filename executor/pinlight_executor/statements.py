"""The top-level statements of a text by line, and the statements of a text that does not parse as a whole."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from .source_text import is_blank
from .syntax_errors import shifted_error
from .syntax_trees import shifted_nodes


@dataclass
class Statement:
    """What occupies the lines `first` to `last` (from 1): nodes that share a line stand together.

    `error` is set instead of nodes where the lines are no Python.
    """

    first: int
    last: int
    nodes: list[ast.stmt] = field(default_factory=list)
    error: SyntaxError | None = None

    def shifted(self, by: int) -> Statement:
        """The same statement `by` lines further down; this one is left as it is."""
        error = shifted_error(self.error, by) if self.error else None
        return Statement(self.first + by, self.last + by, shifted_nodes(self.nodes, by), error)


def parse_statements(source: str, lines: list[str]) -> list[Statement]:
    """The statements of a text, whose `lines` these are. Raises SyntaxError for every text that is no Python."""
    found = _group(parse_nodes(source))
    _keep_trailing_comments(found, lines)
    return found


def parse_nodes(source: str) -> list[ast.stmt]:
    """The top-level nodes of a text. Raises SyntaxError for every text that is no Python."""
    try:
        return ast.parse(source).body
    except (ValueError, RecursionError, MemoryError, OverflowError) as cause:
        error = SyntaxError(str(cause) or "too deeply nested to be read")
        error.lineno = 1
        raise error from None


def broken_statement(lines: list[str], error: SyntaxError) -> Statement:
    """The lines that are no Python, without the comments and blank lines around them."""
    first, last = 1, len(lines)

    def around(number: int) -> bool:
        return is_blank(lines[number - 1]) or lines[number - 1].startswith("#")

    while first < last and around(first):
        first += 1
    while last > first and around(last):
        last -= 1
    return Statement(first, last, [], error)


def first_line(node: ast.stmt) -> int:
    """The line on which a statement starts, its decorators included."""
    decorators = getattr(node, "decorator_list", None)
    return min(node.lineno, decorators[0].lineno) if decorators else node.lineno


def is_string(node: ast.stmt) -> bool:
    """Whether it is nothing but a string literal, such as a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


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
