"""What depends on who else holds a value: our records hold all that blocks have bound, which a script would have let go.

pandas warns of a change to a part of a frame only while that frame is there; numpy and the buffers of the language refuse
to resize what others hold. The first is told what a script would find; after the others the document runs as a whole.
"""

from __future__ import annotations

import gc
import sys
import weakref
from types import ModuleType
from typing import Any, Callable

from .island import Binding

NEEDS_PLAIN = "it resizes what our records hold"
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
            parent = _Parent(ref)
            parent.is_bound = is_bound
            object.__setattr__(self, "_is_copy", parent)

    _set_is_copy.__module__, _set_is_copy.__qualname__ = original.__module__, original.__qualname__
    frame._set_is_copy = _set_is_copy  # type: ignore[union-attr]
