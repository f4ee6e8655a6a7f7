"""Wrapping a function of a library so that its slot counts as touched when it is called."""

from __future__ import annotations

import functools
from types import MethodType
from typing import Any

from .slot import Slot


def touch_on_call(slot: Slot, owner: Any, names: tuple[str, ...]) -> None:
    """Replaces functions of a module by ones that look and act the same. A bound method remains one of its object."""
    for name in names:
        original = getattr(owner, name, None)
        if original is not None and not hasattr(original, "__pinlight_touches__"):
            setattr(owner, name, _touching(slot, original))


def _touching(slot: Slot, original: Any) -> Any:
    if isinstance(original, MethodType):

        def method(self: Any, *arguments: Any, **options: Any) -> Any:
            slot.touched = True
            return original(*arguments, **options)

        functools.update_wrapper(method, original.__func__)
        vars(method)["__pinlight_touches__"] = True
        return MethodType(method, original.__self__)

    @functools.wraps(original)
    def function(*arguments: Any, **options: Any) -> Any:
        slot.touched = True
        return original(*arguments, **options)

    vars(function)["__pinlight_touches__"] = True
    return function
