"""`repr` with an end: long containers are cut, wide ones are broken into lines, and a repr that fails is survived."""

from __future__ import annotations

import collections
import time
from typing import Any, Iterable, Iterator

from .fields import fields_of
from .guard import REPR_S, attempt

WIDTH = 88
MAX_ITEMS = 1000
MAX_CHARS = 100_000
_MAX_DEPTH = 40
# Containers of leaves this short fill their lines; others have one item a line.
_SHORT = 24
_BRACKETS: dict[type, tuple[str, str]] = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    set: ("{", "}"),
    dict: ("{", "}"),
    frozenset: ("frozenset({", "})"),
    collections.deque: ("deque([", "])"),
    collections.Counter: ("Counter({", "})"),
    type({}.keys()): ("dict_keys([", "])"),
    type({}.values()): ("dict_values([", "])"),
    type({}.items()): ("dict_items([", "])"),
}
_MAPPINGS = (dict, collections.Counter, collections.defaultdict)
# Their repr is quick and cannot fail.
_SIMPLE = {int, float, complex, bool, type(None), str, bytes, type(Ellipsis)}


def pretty(value: Any) -> str:
    """A value's text, at most about MAX_CHARS characters. Raises nothing but KeyboardInterrupt."""
    try:
        text = _Printer().text(value, 0, 0)
    except RecursionError:
        text = f"<{type(value).__name__}: nested too deeply to be shown>"
    return cut(text)


def safe_repr(value: Any, seconds: float = REPR_S) -> str:
    """`repr`, or a sentence about why there is none."""
    if type(value) in _SIMPLE:
        try:
            return repr(value)
        except ValueError:
            # Python prints no number with thousands of digits.
            return f"<int of {value.bit_length()} bits>" if isinstance(value, int) else "<number>"
    text, failure = attempt(lambda: str.__str__(repr(value)), seconds)
    if failure is None:
        return str(text)
    return f"<{type(value).__name__}: its repr {failure}>"


def cut(text: str) -> str:
    """The text, or its beginning with how much is missing."""
    if len(text) <= MAX_CHARS:
        return text
    return f"{text[:MAX_CHARS]}… ({len(text) - MAX_CHARS} more characters)"


class _Printer:
    def __init__(self) -> None:
        self._items = 0
        self._chars = 0
        self._inside: set[int] = set()
        self._until = time.monotonic() + REPR_S

    def text(self, value: Any, indent: int, depth: int) -> str:
        brackets = _brackets_of(value)
        if brackets is None:
            return self._leaf(value)
        if id(value) in self._inside or depth > _MAX_DEPTH:
            return f"{brackets[0]}...{brackets[1]}"
        self._inside.add(id(value))
        try:
            return self._container(value, brackets, indent, depth)
        finally:
            self._inside.discard(id(value))

    def _leaf(self, value: Any) -> str:
        if type(value) in (str, bytes) and len(value) > MAX_CHARS:
            self._chars += MAX_CHARS
            return f"{value[:MAX_CHARS]!r}… ({len(value) - MAX_CHARS} more)"
        left = self._until - time.monotonic()
        if left <= 0:
            return f"<{type(value).__name__}: left out, what stands before it took longer than {REPR_S:g} s>"
        text = cut(safe_repr(value, left))
        self._chars += len(text)
        return text

    def _container(self, value: Any, brackets: tuple[str, str], indent: int, depth: int) -> str:
        opening, closing = brackets
        inner = indent + len(opening)
        parts: list[str] = []
        for key, item in self._entries(value):
            if key is _MORE:
                parts.append(item)
            elif key is _NO_KEY:
                parts.append(self.text(item, inner, depth + 1))
            elif isinstance(key, _Name):
                parts.append(f"{key}={self.text(item, inner + len(key) + 1, depth + 1)}")
            else:
                label = self.text(key, inner, depth + 1)
                parts.append(f"{label}: {self.text(item, inner + len(label) + 2, depth + 1)}")
        comma = "," if type(value) is tuple and len(value) == 1 else ""
        line = f"{opening}{', '.join(parts)}{comma}{closing}"
        if indent + len(line) <= WIDTH and "\n" not in line:
            return line
        lines = _filled(parts, WIDTH - inner) if all(len(part) <= _SHORT for part in parts) else parts
        return opening + (",\n" + " " * inner).join(lines) + comma + closing

    def _entries(self, value: Any) -> Iterator[tuple[Any, Any]]:
        """(key, item) while there is room, then (_MORE, a note)."""
        size, entries = _contents(value)
        for count, entry in enumerate(entries):
            if count >= MAX_ITEMS or self._items >= 10 * MAX_ITEMS or self._chars > MAX_CHARS:
                yield _MORE, f"... ({size - count} more)"
                return
            self._items += 1
            yield entry


class _Name(str):
    """A field's name, which stands without quotes."""


_NO_KEY, _MORE = object(), object()


def _brackets_of(value: Any) -> tuple[str, str] | None:
    """What stands around the parts of a value; None for what is shown as a whole."""
    kind = type(value)
    if kind in (list, tuple, dict) and not value or kind in (set, frozenset) and not value:
        return None
    if kind is collections.deque and value.maxlen is not None:
        return "deque([", f"], maxlen={value.maxlen})"
    if kind is collections.defaultdict:
        return f"defaultdict({safe_repr(value.default_factory)}, {{", "})"
    if kind in (collections.deque, collections.Counter) and not value:
        return None
    if kind in _BRACKETS:
        return _BRACKETS[kind]
    fields = fields_of(value)
    return None if fields is None else (f"{kind.__qualname__.rpartition('.<locals>.')[2]}(", ")")


def _contents(value: Any) -> tuple[int, Iterable[tuple[Any, Any]]]:
    kind = type(value)
    if kind is collections.Counter:
        return len(value), value.most_common(MAX_ITEMS + 1)
    if kind in _MAPPINGS:
        return len(value), dict.items(value)
    if kind in _BRACKETS:
        return len(value), ((_NO_KEY, item) for item in ordered(value))
    fields = fields_of(value) or []
    return len(fields), ((_Name(name), item) for name, item in fields)


def _filled(parts: list[str], width: int) -> list[str]:
    """As many parts on a line as have room there."""
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + len(part) + 3 <= width:
            lines[-1] += f", {part}"
        else:
            lines.append(part)
    return lines


def ordered(value: Any) -> Any:
    """A set in the order of its values where they have one: then it reads the same in every run."""
    if type(value) not in (set, frozenset) or len(value) > MAX_ITEMS:
        return value
    in_order, failure = attempt(lambda: sorted(value), REPR_S)
    return value if failure else in_order
