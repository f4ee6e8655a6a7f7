"""What blocks changed outside of all names, and any code may notice: builtins, patched modules, state of libraries.

Each such thing is a hidden name beginning with `%~`, bound by the block that changed it and read by every block.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import AbstractSet, Any, Iterable

from ..new_modules import NewModules
from ..state import patches
from ..state.module_globals import ABSENT as NOT_BOUND
from ..state.module_globals import ModuleGlobals
from ..state.standard_containers import StandardContainers
from .island import Binding
from .record import AMBIENT

_STREAMS = ("stdout", "stderr", "stdin")
_PATCH, _LIBRARY, _STANDARD = AMBIENT + "patch:", AMBIENT + "library:", AMBIENT + "standard:"
# Packages whose state has slots of its own, or none that counts.
_LOOKED_AFTER = {
    *("numpy", "pandas", "matplotlib", "mpl_toolkits", "polars", "torch", "sympy", "mpmath", "plotly", "altair"),
    *("pyarrow", "pytz", "dateutil", "six", "pkg_resources", "setuptools", "pip", "packaging", "pyparsing", "kiwisolver"),
    *("cycler", "contourpy", "distutils_hack", "PIL", "typing_extensions", "Cython", "threadpoolctl"),
    *("pinlight_executor", "fuzz", "gallery"),
}


class Libraries:
    """Modules that nobody else looks after; the same list while nothing was imported."""

    def __init__(self) -> None:
        self._new = NewModules()
        self._found: list[ModuleType] = []

    def modules(self) -> list[ModuleType]:
        added = self._new.look()
        found = [module for name, module in added if _is_library(name, module)]
        if self._new.whole:
            self._found = found
        elif found:
            self._found = self._found + found
        return self._found


# Of the process: what is found before a fork need not be looked for after it.
libraries = Libraries()


class AmbientValues:
    """Sets them to what they are before a block, and finds what it changed."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self._originals: dict[str, Any] = {}
        self._present: dict[str, Any] = {}
        self._net = ModuleGlobals()
        self._net_token: Any = None
        self._patch_tokens: list[Any] = []
        self._standard = StandardContainers()
        # Of the modules that the document imports.
        self.imports: frozenset[str] = frozenset()
        self._owned: tuple[Any, set[int]] = (None, set())
        self._streams: dict[str, Any] = {}

    def begin(self, scope: dict[str, Binding], suspects: Iterable[ModuleType]) -> None:
        """`suspects`: modules that the document's code binds attributes of."""
        for name in self.known:
            binding = scope.get(name)
            wanted = binding.value if binding is not None else self._originals[name]
            if self._present[name] is not wanted:
                self._put(name, wanted)
        watched = list(suspects)
        self._patch_tokens = [patches.snapshot(watched)] if watched else []
        self._standard.watch(self.imports)
        self._streams = {name: getattr(sys, name, None) for name in _STREAMS}
        modules = libraries.modules()
        if not modules:
            self._net_token = None
        elif self._net_token is None or self._net_token.modules != modules:
            self._net_token = self._net.snapshot(modules)

    def imported(self, suspects: Iterable[ModuleType]) -> None:
        """The block has imported something that was not loaded when it began, and may go on to change it."""
        self._standard.watch(self.imports)
        known = {name for token in self._patch_tokens for name, *_ in token.held}
        fresh = [module for module in suspects if module.__name__ not in known]
        if fresh:
            self._patch_tokens.append(patches.snapshot(fresh))

    def owns(self, identities: AbstractSet[int]) -> bool:
        """Whether libraries hold any of these objects: a copy would not be what they use."""
        token = self._net_token
        if token is not None and self._owned[0] is not token:
            self._owned = (token, set(map(id, token.containers)))
        return not (self._standard.ids.isdisjoint(identities) and self._owned[1].isdisjoint(identities))

    def end(self) -> dict[str, Any]:
        """Hidden name to value of what the block changed."""
        found: dict[str, Any] = {}
        for token in self._patch_tokens:
            for module, path, old, new in patches.changed(token):
                found[f"{_PATCH}{module}:{path}"] = new
                self._originals.setdefault(f"{_PATCH}{module}:{path}", old)
        for module, path, old, new in self._standard.changed():
            found[f"{_STANDARD}{module}:{path}"] = new
            self._originals.setdefault(f"{_STANDARD}{module}:{path}", old)
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
        if name.startswith(_STANDARD):
            self._standard.put(module, path, value)
        else:
            (patches.restore if name.startswith(_PATCH) else self._net.restore)([change])
        self._present[name] = value
        self._net_token = None


def _is_library(name: str, module: Any) -> bool:
    for known in (name, str(getattr(module, "__name__", name))):
        top = known.partition(".")[0].lstrip("_")
        if top in _LOOKED_AFTER or top in sys.stdlib_module_names or "_" + top in sys.stdlib_module_names:
            return False
    file = getattr(module, "__file__", None)
    return isinstance(module, ModuleType) and isinstance(file, str) and "-packages" in file


__all__ = ["AmbientValues", "NOT_BOUND", "libraries"]
