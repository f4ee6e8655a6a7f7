"""Matplotlib: axes show the figure that they are part of, an animation plays. Figures themselves are drawn elsewhere."""

from __future__ import annotations

import sys
from typing import Any, Callable

from ..guard import attempt
from ..pretty import cut, safe_repr
from ..protocol import Shown, own_bundle


def show(value: Any, renderers: tuple[Callable[[Any], Any], ...]) -> Shown | None:
    if isinstance(value, _class("matplotlib.animation", "Animation")):
        return _animation(value)
    if isinstance(value, _class("matplotlib.axes", "Axes")):
        return _axes(value, renderers)
    return None


def _class(module: str, name: str) -> Any:
    return getattr(sys.modules.get(module), name, ())


def _axes(axes: Any, renderers: tuple[Callable[[Any], Any], ...]) -> Shown:
    shown = own_bundle(axes)
    for renderer in renderers:
        drawn, failure = attempt(lambda: renderer(axes.figure), 60.0)
        if failure is None and drawn:
            shown.add(drawn)
    shown.data["text/plain"] = cut(safe_repr(axes))
    return shown


def _animation(animation: Any) -> Shown:
    shown = own_bundle(animation)
    shown.data.setdefault("text/plain", f"<{type(animation).__name__}>")
    if "text/html" not in shown.data:
        page, failure = attempt(animation.to_jshtml, 60.0)
        if failure is None:
            shown.data["text/html"] = page
        else:
            shown.notes.append(f"to_jshtml {failure}")
    return shown
