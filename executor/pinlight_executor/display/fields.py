"""Values that are named parts: dataclasses, namedtuples and attrs classes whose repr is the one they were made with."""

from __future__ import annotations

import collections
import dataclasses
import types
from typing import Any

Fields = list[tuple[str, Any]]
_SAMPLE = collections.namedtuple("_SAMPLE", "x")


def fields_of(value: Any) -> Fields | None:
    """(name, part) in order; None when the value is no such thing or has a repr of its own."""
    kind = type(value)
    if isinstance(value, types.SimpleNamespace) and kind is types.SimpleNamespace:
        return list(vars(value).items())
    if "__dataclass_fields__" in kind.__dict__:
        return _dataclass_fields(value, kind)
    if isinstance(value, tuple) and hasattr(kind, "_fields") and _is_made_by(kind, _SAMPLE):
        return list(zip(kind._fields, tuple(value)))
    return None


def _dataclass_fields(value: Any, kind: type) -> Fields | None:
    method = kind.__dict__.get("__repr__")
    made = getattr(method, "__wrapped__", None)
    if made is None or not kind.__dataclass_params__.repr or _file(made) not in _GENERATED:  # type: ignore[attr-defined]
        return None
    found = []
    for field in dataclasses.fields(value):
        if field.repr:
            # An attribute may be missing, or be a property that fails.
            try:
                found.append((field.name, getattr(value, field.name)))
            except Exception:
                return None
    return found


def _is_made_by(kind: type, sample: type) -> bool:
    for base in kind.__mro__:
        if "__repr__" in base.__dict__:
            return _code(base.__dict__["__repr__"]) is _code(sample.__dict__["__repr__"])
    return False


def _code(method: Any) -> Any:
    return getattr(method, "__code__", None)


def _file(method: Any) -> str:
    return getattr(_code(method), "co_filename", "")


@dataclasses.dataclass
class _Sample:
    x: int


_GENERATED = {_file(_Sample.__dict__["__repr__"].__wrapped__)}
