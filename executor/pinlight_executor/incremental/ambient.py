"""What blocks changed outside of all names, and any code may notice: builtins, patched modules, state of libraries.

Each such thing is a hidden name beginning with `%~`, bound by the block that changed it and read by every block.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any, Iterable

from ..state import patches
from ..state.module_globals import ABSENT as NOT_BOUND
from ..state.module_globals import ModuleGlobals
from .island import Binding
from .record import AMBIENT

_STREAMS = ("stdout", "stderr", "stdin")
_PATCH, _LIBRARY = AMBIENT + "patch:", AMBIENT + "library:"
# Packages whose state has slots of its own, or none that counts.
_LOOKED_AFTER = {
    *("numpy", "pandas", "matplotlib", "mpl_toolkits", "polars", "torch", "sympy", "mpmath", "plotly", "altair"),
    *("pyarrow", "pytz", "dateutil", "six", "pkg_resources", "setuptools", "pip", "packaging", "pyparsing", "kiwisolver"),
    *("cycler", "contourpy", "PIL", "typing_extensions", "pinlight_executor", "fuzz", "gallery", "Cython", "threadpoolctl"),
}


class AmbientValues:
    """Sets them to what they are before a block, and finds what it changed."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self._originals: dict[str, Any] = {}
        self._present: dict[str, Any] = {}
        self._net = ModuleGlobals()
        self._net_token: Any = None
        self._patch_token: Any = None
        self._streams: dict[str, Any] = {}
        self._modules: tuple[int, list[ModuleType]] = (0, [])

    def begin(self, scope: dict[str, Binding], suspects: Iterable[ModuleType]) -> None:
        """`suspects`: modules that the document's code binds attributes of."""
        for name in self.known:
            binding = scope.get(name)
            wanted = binding.value if binding is not None else self._originals[name]
            if self._present[name] is not wanted:
                self._put(name, wanted)
        watched = list(suspects)
        self._patch_token = patches.snapshot(watched) if watched else None
        self._streams = {name: getattr(sys, name, None) for name in _STREAMS}
        modules = self._libraries()
        if not modules:
            self._net_token = None
        elif self._net_token is None or self._net_token.modules != modules:
            self._net_token = self._net.snapshot(modules)

    def end(self) -> dict[str, Any]:
        """Hidden name to value of what the block changed."""
        found: dict[str, Any] = {}
        if self._patch_token is not None:
            for module, path, old, new in patches.changed(self._patch_token):
                found[f"{_PATCH}{module}:{path}"] = new
                self._originals.setdefault(f"{_PATCH}{module}:{path}", old)
        for stream, before in self._streams.items():
            if getattr(sys, stream, None) is not before:
                found[f"{_PATCH}sys:{stream}"] = getattr(sys, stream, None)
                self._originals.setdefault(f"{_PATCH}sys:{stream}", before)
        if self._net_token is not None:
            changes = self._net.changed(self._net_token)
            for module, path, old, new in changes:
                found[f"{_LIBRARY}{module}:{path}"] = new
                self._originals.setdefault(f"{_LIBRARY}{module}:{path}", old)
            if changes:
                self._net_token = None
        for name, value in found.items():
            self.known.add(name)
            self._present[name] = value
        return found

    def _put(self, name: str, value: Any) -> None:
        module, _, path = name.partition(":")[2].partition(":")
        change = (module, path, value, None)
        (patches.restore if name.startswith(_PATCH) else self._net.restore)([change])
        self._present[name] = value
        self._net_token = None

    def _libraries(self) -> list[ModuleType]:
        """Modules that nobody else looks after; the same list while nothing was imported."""
        count = len(sys.modules)
        if self._modules[0] != count:
            found = []
            for name, module in list(sys.modules.items()):
                top = name.partition(".")[0].lstrip("_")
                if top in _LOOKED_AFTER or top in sys.stdlib_module_names or "_" + top in sys.stdlib_module_names:
                    continue
                file = getattr(module, "__file__", None)
                if isinstance(module, ModuleType) and isinstance(file, str) and "-packages" in file:
                    found.append(module)
            self._modules = (count, found)
        return self._modules[1]


__all__ = ["AmbientValues", "NOT_BOUND"]
