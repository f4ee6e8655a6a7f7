"""Calls that are made once, right after a library was first imported: before the importing code goes on."""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Callable, Sequence

Hook = Callable[[ModuleType], None]


class PostImport:
    """A finder that finds what the others find, and calls the hook when the module has run."""

    def __init__(self) -> None:
        self._hooks: dict[str, list[Hook]] = {}
        self._finding: set[str] = set()

    def install(self) -> None:
        sys.meta_path.insert(0, self)

    def when_imported(self, name: str, hook: Hook) -> None:
        """Calls `hook(module)` at once when the module is there already."""
        module = sys.modules.get(name)
        if module is not None:
            hook(module)
        else:
            self._hooks.setdefault(name, []).append(hook)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in self._hooks or name in self._finding:
            return None
        self._finding.add(name)
        try:
            spec = importlib.util.find_spec(name)
        except (ImportError, ValueError, AttributeError):
            return None
        finally:
            self._finding.discard(name)
        if spec is None or spec.loader is None or not hasattr(spec.loader, "exec_module"):
            return None
        self._wrap(name, spec.loader)
        return spec

    def _wrap(self, name: str, loader: Any) -> None:
        run = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            run(module)
            for hook in self._hooks.pop(name, []):
                hook(module)

        loader.exec_module = exec_module
