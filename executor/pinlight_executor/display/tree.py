"""Nested values as a tree that a page can fold: `application/vnd.pinlight.tree+json`.

A node is `{"text", "type"}` for a leaf, or `{"type", "open", "close", "length", "items"}` with items `[label, node]`,
where the label is a key's or field's text, or null in a sequence. `more` counts items that were left out.
"""

from __future__ import annotations

from typing import Any

from .fields import fields_of
from .pretty import ordered, safe_repr

TREE_MIME = "application/vnd.pinlight.tree+json"
_MAX_NODES = 2000
_MAX_ITEMS = 200
_MAX_DEPTH = 12
_MAX_TEXT = 300
_BRACKETS: dict[type, str] = {list: "[]", tuple: "()", set: "{}", frozenset: "{}", dict: "{}"}


def tree_of(value: Any) -> dict[str, Any] | None:
    """The tree, None for a value without parts."""
    return _Builder().node(value, 0) if _parts(value) is not None else None


class _Builder:
    def __init__(self) -> None:
        self._nodes = 0
        self._inside: set[int] = set()

    def node(self, value: Any, depth: int) -> dict[str, Any]:
        self._nodes += 1
        parts = _parts(value)
        if parts is None:
            return {"type": type(value).__name__, "text": _short(value)}
        brackets = _BRACKETS.get(type(value), "()")
        length = len(parts)
        found = {"type": type(value).__name__, "open": brackets[0], "close": brackets[1], "length": length}
        if id(value) in self._inside or depth >= _MAX_DEPTH:
            return {**found, "items": [], "more": length}
        self._inside.add(id(value))
        items: list[list[Any]] = []
        for label, item in parts.pairs():
            if len(items) >= _MAX_ITEMS or self._nodes >= _MAX_NODES:
                break
            items.append([label, self.node(item, depth + 1)])
        self._inside.discard(id(value))
        more = {"more": length - len(items)} if len(items) < length else {}
        return {**found, "items": items, **more}


class _Parts:
    def __init__(self, value: Any, fields: list[tuple[str, Any]] | None) -> None:
        self._value, self._fields = value, fields

    def __len__(self) -> int:
        return len(self._value if self._fields is None else self._fields)

    def pairs(self) -> Any:
        if self._fields is not None:
            return iter(self._fields)
        if type(self._value) is dict:
            return ((_short(key), item) for key, item in self._value.items())
        return ((None, item) for item in ordered(self._value))


def _parts(value: Any) -> _Parts | None:
    if type(value) in _BRACKETS:
        return _Parts(value, None)
    fields = fields_of(value)
    return None if fields is None else _Parts(value, fields)


def _short(value: Any) -> str:
    if type(value) in (str, bytes) and len(value) > _MAX_TEXT:
        return f"{value[:_MAX_TEXT]!r}… ({len(value) - _MAX_TEXT} more)"
    text = safe_repr(value, 1.0)
    return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…"
