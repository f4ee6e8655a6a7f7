"""Syntax trees at other lines than where they were read, and a text that tells them apart."""

from __future__ import annotations

import ast
from typing import Any, Iterable

_FIELDS: dict[type, tuple[str, ...]] = {
    kind: kind._fields for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, ast.AST)
}


def shift_in_place(nodes: Iterable[ast.stmt], by: int) -> None:
    """Moves statements that nobody else holds `by` lines further down."""
    waiting: list[Any] = list(nodes) if by else []
    while waiting:
        given = waiting.pop().__dict__
        if "lineno" in given:
            given["lineno"] += by
            if given.get("end_lineno") is not None:
                given["end_lineno"] += by
        for value in given.values():
            if value.__class__ is list:
                waiting.extend([item for item in value if item.__class__ in _FIELDS])
            elif _FIELDS.get(value.__class__):
                waiting.append(value)


def shifted_nodes(nodes: Iterable[ast.stmt], by: int) -> list[ast.stmt]:
    """The same statements `by` lines further down. The nodes themselves are left as they are."""
    if not by:
        return list(nodes)
    copies: list[ast.stmt] = []
    # Not by recursion: a sum of a thousand terms is a tree a thousand levels deep.
    waiting: list[tuple[dict[str, Any], str, Any]] = []
    for node in nodes:
        copies.append(_copied(node, waiting))
    while waiting:
        fields, name, value = waiting.pop()
        if isinstance(value, list):
            fields[name] = [_copied(item, waiting) if isinstance(item, ast.AST) else item for item in value]
        else:
            fields[name] = _copied(value, waiting)
    shift_in_place(copies, by)
    return copies


def _copied(node: Any, waiting: list[tuple[dict[str, Any], str, Any]]) -> Any:
    """A copy of one node, whose children are left for later in `waiting`."""
    copy = node.__class__.__new__(node.__class__)
    copy.__dict__.update(node.__dict__)
    for name, value in node.__dict__.items():
        if isinstance(value, (ast.AST, list)):
            waiting.append((copy.__dict__, name, value))
    return copy


def tree_text(nodes: Iterable[ast.stmt]) -> str:
    """A text that is equal for two trees exactly when they differ in nothing but where they stand."""
    said: list[str] = []
    waiting: list[Any] = list(nodes)
    say, later = said.append, waiting.append
    while waiting:
        item = waiting.pop()
        fields = _FIELDS.get(item.__class__)
        if fields is None:
            say(repr(item))
            continue
        say(item.__class__.__name__)
        given = item.__dict__
        for name in fields:
            value = given.get(name)
            kind = value.__class__
            if kind is list:
                say(f"[{len(value)}")
                waiting.extend(value)
            elif kind not in _FIELDS:
                say(repr(value))
            elif _FIELDS[kind]:
                say("@")
                later(value)
            else:
                say(kind.__name__)
    return "\n".join(said)
