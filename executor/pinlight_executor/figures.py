"""Matplotlib's pyplot: figures that a block changed are shown once, after its other output.

In a file without cells a figure stays open over blocks until `plt.show()` or `plt.close()`, as in the script that the
file is. In a file with cells figures close at the end of their cell, as in a notebook.
"""

from __future__ import annotations

import io
import sys
from collections import OrderedDict
from itertools import islice
from types import ModuleType
from typing import Any, Callable

from .post_import import PostImport

_PIXELS_PER_POINT = 2


class Figures:
    """`show` displays one value as part of the running block."""

    def __init__(self, show: Callable[..., Any], post_import: PostImport) -> None:
        self._show = show
        self._shown: list[Any] = []
        post_import.when_imported("matplotlib.pyplot", self._adopt)

    def begin(self) -> None:
        """A block starts: figures that are open and unchanged are not its own."""
        self._shown = []

    def show_changed(self, close: bool) -> None:
        """Shows what the block drew and did not show itself; `close` then closes every figure."""
        for figure in self._open():
            if figure.stale and not self._was_shown(figure):
                self._show(figure)
        if close and self._open():
            self.close_all()

    def close_all(self) -> None:
        pyplot = self._pyplot()
        if pyplot is not None:
            pyplot.close("all")

    def render(self, value: Any) -> dict[str, Any] | None:
        """A figure as PNG; None for any other value."""
        figure_type = getattr(sys.modules.get("matplotlib.figure"), "Figure", None)
        if figure_type is None or not isinstance(value, figure_type):
            return None
        buffer = io.BytesIO()
        try:
            value.savefig(buffer, format="png", dpi=value.dpi * _PIXELS_PER_POINT, bbox_inches="tight")
        finally:
            # Also when it cannot be drawn: that is told by the block that changed it, not by all that follow.
            value.stale = False
            self._shown.append(value)
        width, height = (value.get_size_inches() * value.dpi).astype(int)
        return {"image/png": buffer.getvalue(), "text/plain": f"<Figure size {width}x{height}>"}

    def is_leftover(self, value: Any) -> bool:
        """What plotting calls return (Text, Axes, lists of lines), while a figure is open to show."""
        artist = getattr(sys.modules.get("matplotlib.artist"), "Artist", None)
        if artist is None or self._pyplot() is None or not _is_drawn(value, artist):
            return False
        # Watched, unlike `_open`: what the block shows depends on it.
        return bool(sys.modules["matplotlib._pylab_helpers"].Gcf.figs)

    def _adopt(self, pyplot: ModuleType) -> None:
        def show(*_arguments: Any, **_options: Any) -> None:
            """Shows every open figure and closes it."""
            for figure in self._open():
                if figure.stale or not self._was_shown(figure):
                    self._show(figure)
            self.close_all()

        pyplot.show = show  # type: ignore[attr-defined]
        figure_type = sys.modules["matplotlib.figure"].Figure
        figure_type.show = lambda figure, warn=True: self._show(figure)

    def _pyplot(self) -> Any:
        return sys.modules.get("matplotlib.pyplot")

    def _open(self) -> list[Any]:
        pyplot = self._pyplot()
        if pyplot is None or not hasattr(pyplot, "get_fignums"):
            return []
        managers = sys.modules["matplotlib._pylab_helpers"].Gcf.figs
        # Past the watch that notes which blocks look at the open figures: this is only us.
        return [manager.canvas.figure for _, manager in sorted(OrderedDict.items(managers))]

    def _was_shown(self, figure: Any) -> bool:
        return any(shown is figure and not figure.stale for shown in self._shown)


def _is_drawn(value: Any, artist: type) -> bool:
    if isinstance(value, artist):
        return not isinstance(value, sys.modules["matplotlib.figure"].Figure)
    if isinstance(value, dict):
        return bool(value) and all(_holds(part, artist) for part in value.values())
    if type(value).__name__ == "ndarray" and value.dtype == object:
        value = value.flat
    elif not isinstance(value, (list, tuple)):
        return False
    return any(isinstance(part, artist) or _holds(part, artist) for part in islice(value, 1000))


def _holds(value: Any, artist: type) -> bool:
    return isinstance(value, (list, tuple)) and bool(value) and isinstance(value[0], artist)
