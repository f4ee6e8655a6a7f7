"""The names that a block binds at top level, so that a NameError can say which failed block would have bound it."""

from __future__ import annotations

import ast
import re

from .block import Block

_ASSIGNMENT = re.compile(r"^(?:async\s+)?(?:(?:def|class)\s+(\w+)|(\w+)\s*(?::[^=]*)?=(?!=))", re.MULTILINE)
_IMPORT = re.compile(r"^(?:from\s+\S+\s+)?import\s+(.+)$", re.MULTILINE)


def bound_names(block: Block) -> set[str]:
    """By the syntax alone; for lines that are no Python, by what their beginnings look like."""
    if block.text.error is not None:
        return _guessed(block.source)
    return block.told_by_code(_bound)


def _bound(nodes: list[ast.stmt]) -> set[str]:
    finder = _Finder()
    for node in nodes:
        finder.visit(node)
    return finder.names


def _guessed(source: str) -> set[str]:
    names = {name for pair in _ASSIGNMENT.findall(source) for name in pair if name}
    for imported in _IMPORT.findall(source):
        names.update(part.split()[-1] for part in imported.split(",") if part.split())
    return names


class _Finder(ast.NodeVisitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self.names.add(node.id)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        self.names.add(node.name)

    visit_AsyncFunctionDef = visit_FunctionDef  # type: ignore[assignment]
    visit_ClassDef = visit_FunctionDef  # type: ignore[assignment]

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """What a lambda binds is its own."""

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            self.names.add(alias.asname or alias.name.partition(".")[0])

    visit_ImportFrom = visit_Import  # type: ignore[assignment]
