"""Syntax trees that are shared between states of a document: copies at other lines, and a text that tells them apart."""

from __future__ import annotations

import ast
from typing import Any, Iterable


def shifted_nodes(nodes: Iterable[ast.stmt], by: int) -> list[ast.stmt]:
    """The same statements `by` lines further down. The nodes themselves are left as they are."""
    if not by:
        return list(nodes)
    copies: list[ast.stmt] = []
    # Not by recursion: a sum of a thousand terms is a tree a thousand levels deep.
    waiting: list[Any] = []
    for node in nodes:
        copies.append(_shifted(node, by, waiting))
    while waiting:
        fields, name, value = waiting.pop()
        if isinstance(value, list):
            fields[name] = [_shifted(item, by, waiting) if isinstance(item, ast.AST) else item for item in value]
        else:
            fields[name] = _shifted(value, by, waiting)
    return copies


def _shifted(node: Any, by: int, waiting: list[Any]) -> Any:
    """A copy of one node, whose children are left for later in `waiting`."""
    given = node.__dict__
    if not given:
        return node
    copy = node.__class__.__new__(node.__class__)
    fields = copy.__dict__
    fields.update(given)
    if "lineno" in given:
        fields["lineno"] += by
        if fields.get("end_lineno") is not None:
            fields["end_lineno"] += by
    for name, value in given.items():
        if isinstance(value, ast.AST) or (value and isinstance(value, list)):
            waiting.append((fields, name, value))
    return copy


def tree_text(nodes: Iterable[ast.stmt]) -> str:
    """A text that is equal for two trees exactly when they differ in nothing but where they stand."""
    said: list[str] = []
    waiting: list[Any] = list(nodes)
    while waiting:
        item = waiting.pop()
        if isinstance(item, ast.AST):
            said.append(item.__class__.__name__)
            waiting.extend([getattr(item, name, None) for name in item._fields])
        elif isinstance(item, list):
            said.append(f"[{len(item)}")
            waiting.extend(item)
        else:
            said.append(repr(item))
    return "\n".join(said)
