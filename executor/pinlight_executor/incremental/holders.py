"""What depends on who else holds a value: our records hold all that blocks have bound, which a script would have let go.

pandas warns of a change to a part of a frame only while that frame is there; numpy and the buffers of the language refuse
to resize what others hold; generators and temporary folders clean up when nobody holds them. The first is
told what a script would find; with the others the document runs as a whole.
"""

from __future__ import annotations

import dis
import gc
import inspect
import sys
import types
import weakref
from types import ModuleType
from typing import Any, Callable

from .island import Binding

NEEDS_PLAIN = "it resizes what our records hold"
# Instructions of `try` and `with`, before and since Python 3.11.
_HANDLING = {"SETUP_FINALLY", "SETUP_WITH", "SETUP_ASYNC_WITH", "PUSH_EXC_INFO"}
# A name here and the function's argument.
_OWN_REFERENCES = 2


def is_about_holders(error: BaseException) -> bool:
    """Whether a script may not have had this error, because it would have held less."""
    if isinstance(error, BufferError):
        return True
    return type(error) is ValueError and str(error).startswith("cannot resize an array that")


class _Parent(weakref.ref):  # type: ignore[type-arg]
    """A frame that another was cut from; None as soon as nobody but our records holds it."""

    __slots__ = ("is_bound",)
    is_bound: Callable[[Any], bool]

    def __call__(self) -> Any:
        parent = super().__call__()
        if parent is None:
            return None
        ours = sum(type(one) is Binding for one in gc.get_referrers(parent))
        if ours and sys.getrefcount(parent) - _OWN_REFERENCES <= ours and not self.is_bound(parent):
            return None
        return parent


def adopt_frames(module: ModuleType, is_bound: Callable[[Any], bool]) -> None:
    """`module`: `pandas.core.generic`. Later versions have no such warning, and nothing to adopt.

    `is_bound`: whether a name of the document is bound to a value that the running block has not touched.
    """
    frame = getattr(module, "NDFrame", None)
    original = getattr(frame, "_set_is_copy", None)
    if original is None:
        return

    def _set_is_copy(self: Any, ref: Any, copy: bool = True) -> None:
        original(self, ref, copy=copy)
        if type(getattr(self, "_is_copy", None)) is weakref.ref:
            object.__setattr__(self, "_is_copy", _parent(ref, is_bound))

    _set_is_copy.__module__, _set_is_copy.__qualname__ = original.__module__, original.__qualname__
    frame._set_is_copy = _set_is_copy  # type: ignore[union-attr]


def adopt_columns(module: ModuleType, is_bound: Callable[[Any], bool]) -> None:
    """The same of `pandas.core.series`: a column knows the frame that it was taken from."""
    series = getattr(module, "Series", None)
    original = getattr(series, "_set_as_cached", None)
    if original is None:
        return

    def _set_as_cached(self: Any, item: Any, cacher: Any) -> None:
        original(self, item, cacher)
        if type(getattr(self, "_cacher", None)) is tuple:
            object.__setattr__(self, "_cacher", (item, _parent(cacher, is_bound)))

    _set_as_cached.__module__, _set_as_cached.__qualname__ = original.__module__, original.__qualname__
    series._set_as_cached = _set_as_cached  # type: ignore[union-attr]


def _parent(of: Any, is_bound: Callable[[Any], bool]) -> _Parent:
    parent = _Parent(of)
    parent.is_bound = is_bound
    return parent


def tells_when_dropped(value: Any) -> str | None:
    """What a script would show, or have done to the outside, at the moment that nobody holds this value any more."""
    kind = type(value)
    if kind in (types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType):
        return _unfinished(value, kind)
    finalizers = getattr(weakref.finalize, "_registry", None)
    if finalizers and any(one.weakref() is value for one in list(finalizers.values())):
        return f"it lets go of a {kind.__qualname__}, which cleans up after itself then"
    return None


def _unfinished(value: Any, kind: type) -> str | None:
    prefix = "gi" if kind is types.GeneratorType else "cr" if kind is types.CoroutineType else "ag"
    frame = getattr(value, f"{prefix}_frame")
    if frame is None:
        return None
    begun = frame.f_lasti >= 0 and inspect.getgeneratorstate(value) != "GEN_CREATED" if prefix == "gi" else True
    if prefix == "cr" or (begun and any(one.opname in _HANDLING for one in dis.get_instructions(frame.f_code))):
        return f"it lets go of `{frame.f_code.co_name}` before that has ended"
    return None
