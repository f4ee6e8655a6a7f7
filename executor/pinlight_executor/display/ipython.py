"""`IPython.display` in a process without IPython's shell: the installed one with our `display`, or a small stand-in."""

from __future__ import annotations

import importlib.machinery
import sys
from types import ModuleType
from typing import Any, Callable, Sequence

from . import objects, output

_FUNCTIONS = ("display", "update_display", "clear_output", "publish_display_data", "DisplayHandle")
_OBJECTS = (
    "DisplayObject", "TextDisplayObject", "HTML", "Markdown", "SVG", "Latex", "Math", "Javascript", "Pretty", "Code",
    "JSON", "Image",
)


def adopt_display(module: ModuleType) -> None:
    """IPython's own functions only print where there is no IPython shell: they become ours."""
    for name in _FUNCTIONS:
        vars(module)[name] = getattr(output, name)


def adopt_objects(module: ModuleType) -> None:
    """IPython's own `Pretty` tells its text to IPython's printer alone: it becomes its `repr` too."""
    pretty = vars(module).get("Pretty")
    if pretty is not None:
        pretty.__repr__ = lambda self: str(self.data)


def get_ipython() -> None:
    """There is no shell."""
    return None


def _top() -> dict[str, Any]:
    return {"get_ipython": get_ipython, "version_info": (8, 24, 0, ""), "__version__": "8.24.0"}


def _shown() -> dict[str, Any]:
    names = {name: getattr(output, name) for name in _FUNCTIONS}
    names.update({name: getattr(objects, name) for name in _OBJECTS})
    return {**names, "__all__": [*_FUNCTIONS, *_OBJECTS]}


_MODULES: dict[str, Callable[[], dict[str, Any]]] = {
    "IPython": _top,
    "IPython.display": _shown,
    "IPython.core": dict,
    "IPython.core.display": _shown,
    "IPython.core.display_functions": _shown,
    "IPython.core.getipython": lambda: {"get_ipython": get_ipython},
}
_PACKAGES = {"IPython", "IPython.core"}


class StandIn:
    """A finder for the end of `sys.meta_path`, so that an IPython that is there wins."""

    def install(self) -> None:
        sys.meta_path.append(self)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name not in _MODULES or not _ours_above(name):
            return None
        spec = importlib.machinery.ModuleSpec(name, self, is_package=name in _PACKAGES)  # type: ignore[arg-type]
        spec.origin = "pinlight"
        return spec

    def create_module(self, _spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        vars(module).update(_MODULES[module.__name__]())


def _ours_above(name: str) -> bool:
    """Nothing is added to an IPython that is not ours."""
    parent = name.rpartition(".")[0]
    above = sys.modules.get(parent)
    return not parent or isinstance(getattr(getattr(above, "__spec__", None), "loader", None), StandIn)
