"""What can be told of a block's names from its syntax alone: a forecast for planning, and what `del` will need."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Iterable


@dataclass
class StaticNames:
    """`patched`: names whose attributes are bound or deleted. `deletes_global`: names that functions delete by `global x; del x`, whenever they are called."""

    loads: set[str] = field(default_factory=set)
    stores: set[str] = field(default_factory=set)
    deletes: set[str] = field(default_factory=set)
    deletes_global: set[str] = field(default_factory=set)
    mentions: set[str] = field(default_factory=set)
    patched: set[str] = field(default_factory=set)


def static_names(nodes: Iterable[ast.stmt]) -> StaticNames:
    finder = _Finder()
    for node in nodes:
        try:
            finder.visit(node)
        except RecursionError:
            # Nested hundreds of levels deep: what was found so far has to do for a forecast.
            continue
    finder.found.deletes_global = finder.found.deletes & finder.declared_global
    return finder.found


def deleted_names(nodes: Iterable[ast.stmt]) -> tuple[set[str], set[str]]:
    """Names after `del`, anywhere; and those of them that functions delete from the globals."""
    names = static_names(nodes)
    return names.deletes, names.deletes_global


class _Finder(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found = StaticNames()
        self.declared_global: set[str] = set()

    def visit_Global(self, node: ast.Global) -> None:
        self.declared_global.update(node.names)
        self.found.stores.update(node.names)

    def visit_Name(self, node: ast.Name) -> None:
        self.found.mentions.add(node.id)
        if isinstance(node.ctx, ast.Load):
            self.found.loads.add(node.id)
        elif isinstance(node.ctx, ast.Store):
            self.found.stores.add(node.id)
        else:
            self.found.deletes.add(node.id)
            self.found.loads.add(node.id)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self.found.loads.add(node.target.id)
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.found.mentions.add(node.attr)
        if not isinstance(node.ctx, ast.Load):
            inner: ast.expr = node.value
            while isinstance(inner, ast.Attribute):
                inner = inner.value
            if isinstance(inner, ast.Name):
                self.found.patched.add(inner.id)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        self.found.stores.add(node.name)
        self.found.mentions.add(node.name)
        self.generic_visit(node)

    visit_AsyncFunctionDef = visit_FunctionDef  # type: ignore[assignment]
    visit_ClassDef = visit_FunctionDef  # type: ignore[assignment]

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            self.found.stores.add((alias.asname or alias.name).partition(".")[0])
            self.found.mentions.update(alias.name.split("."))
        if isinstance(node, ast.ImportFrom) and node.module:
            self.found.mentions.update(node.module.split("."))

    visit_ImportFrom = visit_Import  # type: ignore[assignment]

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.found.stores.add(node.name)
        self.generic_visit(node)
