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
    names: set[str] = set()
    # Not by recursion: a sum of a thousand terms is a tree a thousand levels deep.
    waiting: list[ast.AST] = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update(alias.asname or alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif not isinstance(node, ast.Lambda):
            # What functions, classes and lambdas bind is their own.
            waiting.extend(ast.iter_child_nodes(node))
    return names


def _guessed(source: str) -> set[str]:
    names = {name for pair in _ASSIGNMENT.findall(source) for name in pair if name}
    for imported in _IMPORT.findall(source):
        names.update(part.split()[-1] for part in imported.split(",") if part.split())
    return names
