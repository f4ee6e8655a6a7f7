"""`repr` with an end: long containers are cut, wide ones are broken into lines, and a repr that fails is survived."""

from __future__ import annotations

from typing import Any

WIDTH = 88
MAX_ITEMS = 1000
MAX_CHARS = 100_000
_MAX_DEPTH = 40
_BRACKETS: dict[type, tuple[str, str]] = {list: ("[", "]"), tuple: ("(", ")"), set: ("{", "}"), dict: ("{", "}")}


def pretty(value: Any) -> str:
    """A value's text, at most about MAX_CHARS characters. Raises nothing but what is no Exception."""
    printer = _Printer()
    text = printer.text(value, 0, 0)
    if len(text) > MAX_CHARS:
        return f"{text[:MAX_CHARS]}… ({len(text) - MAX_CHARS} more characters)"
    return text


def safe_repr(value: Any) -> str:
    """`repr`, or a sentence about why there is none."""
    try:
        return repr(value)
    except Exception as error:
        return f"<{type(value).__name__}: its repr failed with {type(error).__name__}>"


class _Printer:
    def __init__(self) -> None:
        self._items = 0
        self._inside: set[int] = set()

    def text(self, value: Any, indent: int, depth: int) -> str:
        kind = type(value)
        if kind not in _BRACKETS or not value:
            return self._leaf(value)
        if id(value) in self._inside or depth > _MAX_DEPTH:
            opening, closing = _BRACKETS[kind]
            return f"{opening}...{closing}"
        self._inside.add(id(value))
        try:
            return self._container(value, kind, indent, depth)
        finally:
            self._inside.discard(id(value))

    def _leaf(self, value: Any) -> str:
        if isinstance(value, (str, bytes)) and len(value) > MAX_CHARS:
            return f"{value[:MAX_CHARS]!r}… ({len(value) - MAX_CHARS} more)"
        text = safe_repr(value)
        return text if len(text) <= MAX_CHARS else f"{text[:MAX_CHARS]}… ({len(text) - MAX_CHARS} more characters)"

    def _container(self, value: Any, kind: type, indent: int, depth: int) -> str:
        opening, closing = _BRACKETS[kind]
        parts: list[str] = []
        entries = value.items() if kind is dict else _ordered(value)
        for entry in entries:
            if len(parts) >= MAX_ITEMS or self._items >= 10 * MAX_ITEMS:
                parts.append(f"... ({len(value) - len(parts)} more)")
                break
            self._items += 1
            if kind is dict:
                key = self.text(entry[0], indent + 1, depth + 1)
                parts.append(f"{key}: {self.text(entry[1], indent + len(key) + 3, depth + 1)}")
            else:
                parts.append(self.text(entry, indent + 1, depth + 1))
        comma = "," if kind is tuple and len(value) == 1 else ""
        line = f"{opening}{', '.join(parts)}{comma}{closing}"
        if indent + len(line) <= WIDTH and "\n" not in line:
            return line
        return opening + (",\n" + " " * (indent + 1)).join(parts) + comma + closing


def _ordered(value: Any) -> Any:
    """A set in the order of its values where they have one: then it reads the same in every run."""
    if type(value) is not set or len(value) > MAX_ITEMS:
        return value
    try:
        return sorted(value)
    except Exception:
        return value
