"""Values of options: copies that nothing changes later, strict comparison, and digests of what matters in them."""

from __future__ import annotations

import enum
import hashlib
import itertools
import sys
import types
import weakref
from typing import Any, Callable

ATOMS = (type(None), bool, int, float, complex, str, bytes, type(Ellipsis), range)
_ATOMS = frozenset(ATOMS)
_CONTAINERS = frozenset({dict, list, tuple, set})
_DEEPEST = 12
# Of these, by module and name, `repr` says all that matters.
_TOLD_BY_REPR = {
    ("cycler", "Cycler"),
    ("decimal", "Decimal"),
    ("decimal", "Context"),
    ("fractions", "Fraction"),
    ("pathlib", "PosixPath"),
    ("pathlib", "WindowsPath"),
    ("pathlib._local", "PosixPath"),
    ("datetime", "date"),
    ("datetime", "datetime"),
    ("datetime", "timedelta"),
    ("re", "Pattern"),
}


def copy_plain(value: Any, depth: int = 0) -> Any:
    """A copy of lists, tuples, dicts and sets all the way down; anything else is taken as it is."""
    kind = type(value)
    if kind in _ATOMS or depth > _DEEPEST:
        return value
    if kind is dict:
        return {key: copy_plain(one, depth + 1) for key, one in value.items()}
    if kind is list or kind is tuple:
        return kind([copy_plain(one, depth + 1) for one in value])
    if kind is set:
        return set(value)
    return value


def same_plain(one: Any, other: Any, depth: int = 0) -> bool:
    """Whether two values are alike in type, content and order; what is no plain data has to be the same object."""
    kind = type(one)
    if kind not in _CONTAINERS and one is other:
        return True
    if kind is not type(other):
        return False
    if kind in _ATOMS:
        # By `repr` too: -0.0 equals 0.0 and is not the same, and nan is the other way round.
        return repr(one) == repr(other) if kind is float or kind is complex else bool(one == other)
    if depth > _DEEPEST:
        return one is other
    if kind is dict:
        return len(one) == len(other) and all(
            same_plain(left, right, depth + 1) and same_plain(one[left], other[right], depth + 1)
            for left, right in zip(one, other)
        )
    if kind is list or kind is tuple:
        return len(one) == len(other) and all(same_plain(*pair, depth + 1) for pair in zip(one, other))
    if kind is set:
        return bool(one == other)
    return one is other


def digest_plain(value: Any) -> bytes:
    """Equal for values that are alike, also in another process as far as they are plain data or can be imported."""
    return hashlib.blake2b(describe(value).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def describe(value: Any, depth: int = 0) -> str:
    """Text that is the same for values that behave the same."""
    kind = type(value)
    if kind in _ATOMS:
        return f"{kind.__name__} {value!r}"
    if depth > _DEEPEST:
        return identity(value)
    if kind is dict:
        pairs = (f"{describe(key, depth + 1)}: {describe(one, depth + 1)}" for key, one in value.items())
        return "{" + ", ".join(pairs) + "}"
    if kind is list or kind is tuple:
        return f"{kind.__name__}[" + ", ".join([describe(one, depth + 1) for one in value]) + "]"
    if kind is set or kind is frozenset:
        return f"{kind.__name__}<" + ", ".join(sorted([describe(one, depth + 1) for one in value])) + ">"
    if (kind.__module__, kind.__name__) in _TOLD_BY_REPR or isinstance(value, enum.Enum):
        return f"{kind.__module__}.{kind.__qualname__} {value!r}"
    if kind.__module__ == "numpy" and getattr(value, "shape", None) == ():
        return f"numpy.{kind.__name__} {value!r}"
    return identity(value)


def identity(value: Any) -> str:
    """A name for this very object: where it is imported from, or else a number that no other object ever gets."""
    if isinstance(value, types.ModuleType):
        return f"module {value.__name__}"
    known = _given.get(id(value))
    if known is not None and known[0]() is value:
        return known[1]
    name = _importable_name(value)
    if name is None:
        kind = type(value)
        name = f"{kind.__module__}.{kind.__qualname__} #{next(_numbers)}"
    # Kept also for importable ones: code may put something else in their place, and they stay what they were.
    _given[id(value)] = (_hold(value), name)
    return name


# By `id`: how to get at the object, and its name.
_given: dict[int, tuple[Callable[[], Any], str]] = {}
_numbers = itertools.count(1)


def _importable_name(value: Any) -> str | None:
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if not isinstance(module, str) or not isinstance(name, str) or module == "__main__":
        return None
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, "__dict__", {}).get(part)
    if found is not value:
        return None
    # A wrapper made with `functools.wraps` bears the name of what it wraps; its code is elsewhere.
    code = getattr(value, "__code__", None)
    return f"{module}.{name}" + (f" {code.co_filename}:{code.co_firstlineno}" if code is not None else "")


def _hold(value: Any) -> Callable[[], Any]:
    try:
        return weakref.ref(value)
    except TypeError:
        # Held for good, so that its id is never another object's.
        return lambda: value
