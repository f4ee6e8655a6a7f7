"""Lists, dicts and sets of plain data in modules of the standard library, which code may change in place.

Looked at are public names of the modules that the document imports, of the classes that these define, and the attributes
of instances of those (`reprlib.aRepr`): the private ones are caches and books. What is bound anew is seen by `patches`.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Iterable

from .module_globals import CONTAINERS, HEAP_CLASS, Change, inner_containers, is_alike, is_plain, set_content
from .plain import copy_plain

# They have slots of their own, or change by themselves.
_PASSED_OVER = {
    *("sys", "posix", "nt", "builtins", "__main__", "os", "gc", "warnings", "inspect", "importlib", "mimetypes", "logging"),
    *("threading", "linecache", "site", "atexit", "signal", "multiprocessing"),
}
# Private, and what a function of the library that is meant for it changes.
_MEANT = {"_namespace_map"}


@dataclass
class _Held:
    """`content`: a copy of what is in the container, as far as is known."""

    module: str
    path: str
    container: Any
    content: Any


class StandardContainers:
    """Those that are watched, and their content as it was last seen."""

    def __init__(self) -> None:
        self._modules: set[str] = set()
        self._held: dict[tuple[str, str], _Held] = {}
        self.ids: set[int] = set()

    def watch(self, names: Iterable[str]) -> None:
        """Of the modules with these names those that are loaded, from now on."""
        for name in names:
            if name in self._modules or name not in sys.modules:
                continue
            self._modules.add(name)
            top = name.partition(".")[0]
            module = sys.modules[name]
            if top in sys.stdlib_module_names and top not in _PASSED_OVER and type(module) is ModuleType:
                self._hold(name, "", vars(module))
                for bound, value in list(vars(module).items()):
                    kind = value if isinstance(value, type) else type(value)
                    if kind.__module__ != name or not kind.__flags__ & HEAP_CLASS:
                        continue
                    if kind is value:
                        self._hold(name, bound + ".", vars(value))
                    elif type(getattr(value, "__dict__", None)) is dict:
                        self._hold(name, "", {bound: vars(value)})

    def _hold(self, module: str, prefix: str, content: Any) -> None:
        for name, value in list(content.items()):
            if type(value) in CONTAINERS and type(value) is not tuple and (name[:1] != "_" or name in _MEANT):
                if id(value) not in self.ids and is_plain(value):
                    self._held[module, prefix + name] = _Held(module, prefix + name, value, copy_plain(value))
                    self.ids.update(map(id, inner_containers(value)))

    def changed(self) -> list[Change]:
        """(module name, path, old content, new content) of those that were changed since the last call."""
        found: list[Change] = []
        for held in self._held.values():
            if not is_alike(held.container, held.content):
                new = copy_plain(held.container)
                found.append((held.module, held.path, held.content, new))
                held.content = new
        return found

    def put(self, module: str, path: str, content: Any) -> None:
        """Gives a container this content; it stays the same object."""
        held = self._held[module, path]
        if not is_alike(held.container, content):
            set_content(held.container, content)
        held.content = copy_plain(content)
