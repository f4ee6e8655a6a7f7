"""What an instance holds, read without running any code of its class; None when part of it is hidden in C."""

from __future__ import annotations

import collections
import functools
import types
from typing import Any, Callable

_WORD = 8
_MISSING = object()

# What instances of subclasses of these hold besides their attributes.
_CONTENT: dict[type, Callable[[Any], Any]] = {
    object: lambda value: None,
    list: lambda value: list(list.__iter__(value)),
    dict: lambda value: [part for pair in dict.items(value) for part in pair],
    set: lambda value: list(set.__iter__(value)),
    frozenset: lambda value: list(frozenset.__iter__(value)),
    tuple: lambda value: [*tuple.__iter__(value)],
    int: int.__repr__,
    float: float.__repr__,
    complex: complex.__repr__,
    str: lambda value: str.__str__(value)[:],
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
    bytearray: lambda value: bytes(bytearray.__getitem__(value, slice(None))),
    collections.deque: lambda value: [*collections.deque.__iter__(value), collections.deque.maxlen.__get__(value)],
    collections.OrderedDict: lambda value: [part for pair in collections.OrderedDict.items(value) for part in pair],
    collections.defaultdict: lambda value: [
        collections.defaultdict.default_factory.__get__(value),  # type: ignore[misc, union-attr]
        *[part for pair in dict.items(value) for part in pair],
    ],
    types.SimpleNamespace: lambda value: None,
}
_solid: dict[type, type | None] = {}


def contents_of(value: Any, kind: type) -> list[tuple[str, Any]] | None:
    """(name, part) of everything: what the builtin base holds, slots, and the instance's dict."""
    base = _solid_base(kind)
    if base is None:
        if not isinstance(value, BaseException):
            return None
        parts: list[tuple[str, Any]] = [("args", value.args), ("cause", value.__cause__)]
        for name in ("errno", "strerror", "filename", "code", "value", "name", "msg"):
            held = getattr(value, name, _MISSING) if kind.__module__ == "builtins" else _MISSING
            if held is not _MISSING:
                parts.append((name, held))
    else:
        held = _CONTENT[base](value)
        # A tuple of our own stands for what a list or a dict of the instance's holds.
        parts = [] if held is None else [(base.__name__, tuple(held) if isinstance(held, list) else held)]
    for name, descriptor in _slots(kind):
        try:
            parts.append((name, descriptor.__get__(value, kind)))
        except AttributeError:
            continue
    state = own_dict(value)
    if type(state) is dict:
        parts += [(str(name), part) for name, part in list(state.items())]
    elif state is not None:
        return None
    return parts


def own_dict(value: Any) -> Any:
    """The instance's dict past its class's own `__getattribute__`; None when there is none, or none yet.

    Exceptions and partials get theirs when somebody asks for it, and have another pickle from then on.
    """
    if isinstance(value, BaseException):
        reduced = BaseException.__reduce__(value)
        return reduced[2] if len(reduced) > 2 else None
    if isinstance(value, functools.partial):
        return functools.partial.__reduce__(value)[2][3]
    try:
        return object.__getattribute__(value, "__dict__")
    except AttributeError:
        return None


def _solid_base(kind: type) -> type | None:
    """The builtin whose memory layout the class extends only by slots, a dict and weak references."""
    if kind in _solid:
        return _solid[kind]
    base: type | None = kind
    while base is not None and base not in _CONTENT:
        base = base.__base__ if _is_plain_layer(base) else None
    _solid[kind] = base
    return base


def _is_plain_layer(kind: type) -> bool:
    if not kind.__flags__ & (1 << 9):  # Py_TPFLAGS_HEAPTYPE: made by a class statement, or by C that hides nothing
        return False
    base = kind.__base__
    if base is None:
        return False
    added = kind.__basicsize__ - base.__basicsize__
    own = [part for part in vars(kind).values() if isinstance(part, types.MemberDescriptorType)]
    extras = sum(name in vars(kind) for name in ("__dict__", "__weakref__"))
    return 0 <= added - _WORD * len(own) <= _WORD * extras


def _slots(kind: type) -> list[tuple[str, Any]]:
    found = []
    for base in kind.__mro__:
        if base in _CONTENT or base is object:
            continue
        for name, part in vars(base).items():
            if isinstance(part, types.MemberDescriptorType):
                found.append((name, part))
    return found
