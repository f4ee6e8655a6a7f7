"""What can be told of a block's names from its syntax alone: a forecast for planning, and what `del` will need."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Iterable


@dataclass
class StaticNames:
    """`patched`: names whose attributes are bound or deleted. `deletes_global`: names that functions delete by
    `global x; del x`, whenever they are called. `imports`: modules, and what may be one: `a.b` of `from a import b`.
    `asks_which`: names of which it asks whether they are the same object, `*` where that cannot be told.
    `annotates`: it notes the types of names in `__annotations__`.
    """

    loads: set[str] = field(default_factory=set)
    stores: set[str] = field(default_factory=set)
    deletes: set[str] = field(default_factory=set)
    deletes_global: set[str] = field(default_factory=set)
    mentions: set[str] = field(default_factory=set)
    patched: set[str] = field(default_factory=set)
    imports: set[str] = field(default_factory=set)
    asks_which: set[str] = field(default_factory=set)
    annotates: bool = False


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
        self.depth = 0
        self.in_class = False

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

    def visit_keyword(self, node: ast.keyword) -> None:
        self.found.mentions.add(node.arg or "")
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self.found.loads.add(node.target.id)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if not self.depth and not self.in_class:
            self.found.annotates = True
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        sides = [node.left, *node.comparators]
        for operator, *pair in zip(node.ops, sides, sides[1:]):
            if isinstance(operator, (ast.Is, ast.IsNot)) and all(map(_may_be_equal_to_others, pair)):
                self.note_question(pair)
            elif all(_is_call_of(side, "id") for side in pair):
                self.note_question([side.args[0] for side in pair if isinstance(side, ast.Call) and side.args])
        self.generic_visit(node)

    def note_question(self, sides: list[ast.expr]) -> None:
        for side in sides:
            self.found.asks_which.add(side.id if isinstance(side, ast.Name) and not self.depth else "*")

    def visit_inner(self, node: ast.AST) -> None:
        """What has names of its own."""
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1

    visit_Lambda = visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_inner

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.found.mentions.add(node.attr)
        if not isinstance(node.ctx, ast.Load):
            inner: ast.expr = node.value
            while isinstance(inner, ast.Attribute):
                inner = inner.value
            if isinstance(inner, ast.Name):
                self.found.patched.add(inner.id)
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        around, self.in_class = self.in_class, True
        self.visit_definition(node)
        self.in_class = around

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.depth += 1
        self.visit_definition(node)
        self.depth -= 1

    def visit_definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        self.found.stores.add(node.name)
        self.found.mentions.add(node.name)
        self.generic_visit(node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            self.found.stores.add((alias.asname or alias.name).partition(".")[0])
            self.found.mentions.update(alias.name.split("."))
            self.found.imports.update({module, f"{module}.{alias.name}"} if module else {alias.name})
        if module:
            self.found.mentions.update(module.split("."))

    visit_ImportFrom = visit_Import

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.found.stores.add(node.name)
            # It is unbound at the handler's end; inside a function that is the function's own matter.
            if not self.depth or node.name in self.declared_global:
                self.found.deletes.add(node.name)
        self.generic_visit(node)


def _may_be_equal_to_others(side: ast.expr) -> bool:
    """Not for what there is but once: `is None`, `type(x) is int`."""
    if isinstance(side, ast.Name):
        return side.id not in ("NotImplemented", "Ellipsis", "int", "float", "str", "bool", "list", "dict", "tuple", "set")
    if isinstance(side, ast.Attribute):
        return side.attr != "__class__"
    return not isinstance(side, ast.Constant) and not _is_call_of(side, "type")


def _is_call_of(side: ast.expr, name: str) -> bool:
    return isinstance(side, ast.Call) and isinstance(side.func, ast.Name) and side.func.id == name
