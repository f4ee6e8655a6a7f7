"""The workspace's own modules as values: `sys.modules` holds, before each block, what a run from the top would have loaded."""

from __future__ import annotations

import builtins
import importlib
import importlib.util
import sys
from types import ModuleType
from typing import Any, Callable

from ..modules import WorkspaceModules
from .island import Binding
from .record import MODULE


class LocalModules:
    """`noted(name)` is called with the hidden name of a module that a block asks for; it may raise."""

    def __init__(self, modules: WorkspaceModules, noted: Callable[[str], None]) -> None:
        self._modules, self._noted = modules, noted
        self.known: set[str] = set()
        self._running = False
        self._before: dict[str, ModuleType] = {}
        self._tops: set[str] = set()
        self._importing = False
        self.importing: Callable[[], Any] = lambda: None
        self.imported: Callable[[Any], None] = lambda begun: None
        real_import, real_import_module = builtins.__import__, importlib.import_module

        def __import__(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
            if not self._running:
                return real_import(name, globals, locals, fromlist, level)
            top = name.partition(".")[0]
            if level or top in self._tops:
                self._ask(_absolute(name, globals, level), fromlist)
            elif name not in sys.modules and not self._importing:
                return self._first_time(lambda: real_import(name, globals, locals, fromlist, level), top)
            return real_import(name, globals, locals, fromlist, level)

        def import_module(name: str, package: str | None = None) -> ModuleType:
            if self._running:
                whole = importlib.util.resolve_name(name, package) if name.startswith(".") else name
                self._ask(whole, ())
            return real_import_module(name, package)

        for mine, real in ((__import__, real_import), (import_module, real_import_module)):
            mine.__qualname__, mine.__module__, mine.__doc__ = mine.__name__, real.__module__, real.__doc__
        builtins.__import__ = __import__
        importlib.import_module = import_module

    def _first_time(self, load: Callable[[], Any], top: str) -> Any:
        """The outermost import of something that is not loaded yet."""
        self._importing = True
        begun = self.importing()
        try:
            return load()
        finally:
            self._importing = False
            # What a module of the workspace sets is set by the block that imports it, each time it does.
            if top not in self._modules.loaded():
                self.imported(begun)

    def is_local(self, name: str | None) -> bool:
        """Whether a module of this name is one of the workspace that the document has loaded."""
        return name in self.known if name else False

    def begin(self, scope: dict[str, Binding]) -> None:
        """Makes `sys.modules` what it would be in this scope."""
        loaded = self._modules.loaded() if self.known else {}
        wanted = {name[len(MODULE) :]: binding.value for name, binding in scope.items() if name.startswith(MODULE)}
        for name, module in loaded.items():
            if wanted.get(name) is not module:
                _take_out(name)
        for name in sorted(wanted):
            if sys.modules.get(name) is not wanted[name]:
                self._modules.remember(name, wanted[name])
                _leave_out(name, wanted)
        if len(loaded) != len(wanted):
            importlib.invalidate_caches()
        self._before = dict(wanted)
        self._running = True

    def stop(self) -> None:
        self._running = False

    def gone(self) -> set[str]:
        """Hidden names of those that the block took out of `sys.modules`."""
        return {MODULE + name for name in self._before if name not in sys.modules}

    def end(self) -> dict[str, ModuleType]:
        """Hidden name to module of those that the block loaded."""
        self._running = False
        now = self._modules.loaded()
        fresh = {name: module for name, module in now.items() if self._before.get(name) is not module}
        self.known.update(fresh)
        self._tops.update(name.partition(".")[0] for name in fresh)
        return {MODULE + name: module for name, module in fresh.items()}

    def fingerprints(self, loaded: dict[str, ModuleType]) -> dict[str, str]:
        """Workspace path to what its text runs as, of modules as `end` gives them."""
        modules = {name[len(MODULE) :]: module for name, module in loaded.items()}
        return {path: self._modules.fingerprint(path) for path in self._modules.files(modules)}

    def hides_a_library(self, path: str) -> bool:
        return self._modules.hides_a_library(path)

    def fingerprint(self, path: str) -> str:
        return self._modules.fingerprint(path)

    def _ask(self, name: str, fromlist: Any) -> None:
        parts = name.split(".")
        wanted = [".".join(parts[: count + 1]) for count in range(len(parts))]
        wanted += [f"{name}.{part}" for part in fromlist or () if isinstance(part, str)]
        for one in wanted:
            if one in self._before:
                self._noted(MODULE + one)


def _absolute(name: str, scope: Any, level: int) -> str:
    if not level or not isinstance(scope, dict):
        return name
    package = scope.get("__package__") or str(scope.get("__name__", "")).rpartition(".")[0]
    base = package.rsplit(".", level - 1)[0] if level > 1 else package
    return f"{base}.{name}" if name else base


def _leave_out(package: str, wanted: dict[str, Any]) -> None:
    """A package that is there again has submodules as its attributes that were loaded later."""
    for last, value in list(vars(wanted[package]).items()):
        whole = f"{package}.{last}"
        if isinstance(value, ModuleType) and value.__name__ == whole and wanted.get(whole) is not value:
            vars(wanted[package]).pop(last, None)


def _take_out(name: str) -> None:
    module = sys.modules.pop(name, None)
    parent, _, last = name.rpartition(".")
    if parent in sys.modules and vars(sys.modules[parent]).get(last) is module:
        vars(sys.modules[parent]).pop(last, None)
