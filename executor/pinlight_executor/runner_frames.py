"""What a runner may say, checked at the door; inside, frames are trusted."""

from __future__ import annotations

from typing import Any, Callable

from .wire import Frame
from .workspace import parse_path


class BadFrame(Exception):
    """The frame is whole but says nothing that makes sense."""


def check_frame(frame: Frame) -> None:
    """Raises BadFrame or PathRefused."""
    head = frame.head
    fields = _FIELDS.get(head["type"])
    if fields is None:
        raise BadFrame("no such frame is known")
    for name, right in fields.items():
        if not right(head.get(name)):
            raise BadFrame(f"its field `{name}` is wrong")
    if "path" in fields:
        parse_path(head["path"])
    if head["type"] == "run" and head["sourceBytes"] > len(frame.body):
        raise BadFrame("its body is shorter than its source")


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 64


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_mode(value: Any) -> bool:
    return value in ("now", "after-block")


_FIELDS: dict[str, dict[str, Callable[[Any], bool]]] = {
    "write": {"path": _is_text},
    "open": {"kernel": _is_name, "path": _is_text},
    "run": {"kernel": _is_name, "run": _is_count, "path": _is_text, "changed": _is_texts, "sourceBytes": _is_count},
    "interrupt": {"kernel": _is_name, "run": _is_count, "mode": _is_mode},
    "kill": {"kernel": _is_name},
    "ping": {"n": lambda value: type(value) is int},
    "shutdown": {},
}
