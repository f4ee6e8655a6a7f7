"""pyplot's open figures as a value of the document: a block that draws goes on where a run from the top would be."""

from __future__ import annotations

from collections import OrderedDict
from types import ModuleType
from typing import Any, Callable

from .record import FIGURES


class OpenFigures:
    """`noted(FIGURES)` is called before a block looks at which figures are open; it may raise."""

    def __init__(self, noted: Callable[[str], None]) -> None:
        self._noted = noted
        self._figs: Any = None
        self._running = False

    def adopt(self, helpers: ModuleType) -> None:
        """Takes the place of the registry of open figures in `matplotlib._pylab_helpers`."""
        figs = _watched(self._note)(helpers.Gcf.figs)
        helpers.Gcf.figs = figs
        self._figs = figs

    def begin(self, value: dict[int, Any] | None) -> None:
        """Makes the figures that are open those of the scope."""
        if self._figs is not None:
            OrderedDict.clear(self._figs)
            for number, manager in (value or {}).items():
                OrderedDict.__setitem__(self._figs, number, manager)
        self._running = True

    def end(self) -> None:
        self._running = False

    def now(self) -> dict[int, Any]:
        """Number to manager of the figures that are open, the current one last."""
        return dict(OrderedDict.items(self._figs)) if self._figs is not None else {}

    def _note(self) -> None:
        if self._running:
            self._noted(FIGURES)


def _watched(note: Callable[[], None]) -> type:
    def reader(name: str) -> Callable[..., Any]:
        own = getattr(OrderedDict, name)

        def call(self: Any, *values: Any, **options: Any) -> Any:
            note()
            return own(self, *values, **options)

        call.__name__ = name
        return call

    names = (
        *("__getitem__", "__setitem__", "__delitem__", "__iter__", "__len__", "__contains__", "__reversed__", "get"),
        *("keys", "values", "items", "pop", "popitem", "clear", "move_to_end", "setdefault", "update"),
    )
    return type("OpenFigures", (OrderedDict,), {name: reader(name) for name in names})
