"""Python files of the workspace that were imported: which, from what text, and how to forget them."""

from __future__ import annotations

import ast
import hashlib
import importlib
import os
import stat
import sys
from types import ModuleType

from .new_modules import NewModules
from .workspace import relative_path


class WorkspaceModules:
    """The entries of `sys.modules` whose files lie in the workspace; none of those that are there now."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._new = NewModules(since_now=True)
        self._inherited = frozenset(sys.modules)
        self._names: dict[str, None] = {}
        self._fingerprints: dict[str, tuple[tuple[int, int, int], str]] = {}

    def loaded(self) -> dict[str, ModuleType]:
        """Name to module, packages without a file included, `__main__` not."""
        for name, module in self._new.look():
            if name != "__main__" and isinstance(module, ModuleType) and self._place(module) is not None:
                self._names[name] = None
        found: dict[str, ModuleType] = {}
        for name in self._names:
            module = sys.modules.get(name)
            if isinstance(module, ModuleType) and self._place(module) is not None:
                found[name] = module
        return found

    def hides_a_library(self, path: str) -> bool:
        """Whether a run from the top would import this file where this process has loaded a library's module.

        What was loaded before the document began is left out: a new process has it, too.
        """
        folder, _, last = path.rpartition("/")
        if last == "__init__.py":
            folder, _, last = folder.rpartition("/")
        name = last.partition(".")[0]
        if not last or name in self._inherited or not path.endswith((".py", ".so")):
            return False
        home = _folder_of(name) if os.path.exists(os.path.join(self._root, path)) else None
        # Only what stands before the library among the places where imports look.
        place = os.path.join(self._root, folder) if folder else self._root
        for entry in sys.path if home is not None else ():
            if os.path.abspath(entry) in (place, home):
                return os.path.abspath(entry) == place and place != home
        return False

    def files(self, modules: dict[str, ModuleType]) -> set[str]:
        """The workspace paths of the modules' files."""
        found = set()
        for module in modules.values():
            path = self._file(module)
            if path is not None:
                found.add(path)
        return found

    def forget(self, keep: set[str]) -> None:
        """Unloads every workspace module but those named, so that the next import runs it anew."""
        for name in self.loaded().keys() - keep:
            del sys.modules[name]
            parent, _, last = name.rpartition(".")
            if parent in sys.modules:
                vars(sys.modules[parent]).pop(last, None)
        importlib.invalidate_caches()

    def remember(self, name: str, module: ModuleType) -> None:
        """Puts a module back that was forgotten, also as an attribute of its package."""
        sys.modules[name] = module
        parent, _, last = name.rpartition(".")
        if parent in sys.modules:
            setattr(sys.modules[parent], last, module)

    def fingerprint(self, path: str) -> str:
        """Equal for two texts of a file that run the same; "folder" for one, "absent" for nothing."""
        whole = os.path.join(self._root, path)
        try:
            found = os.stat(whole)
            if stat.S_ISDIR(found.st_mode):
                return "folder"
            seen = (found.st_size, found.st_mtime_ns, found.st_ino)
            known = self._fingerprints.get(path)
            if known is not None and known[0] == seen:
                return known[1]
            with open(whole, "rb") as file:
                data = file.read()
        except OSError:
            return "absent"
        digest = self._digest(path, data)
        self._fingerprints[path] = (seen, digest)
        return digest

    def _digest(self, path: str, data: bytes) -> str:
        if path.endswith(".py"):
            try:
                data = ast.dump(ast.parse(data)).encode()
            except (SyntaxError, ValueError, RecursionError):
                pass
        return hashlib.sha256(data).hexdigest()

    def _file(self, module: ModuleType) -> str | None:
        path = getattr(module, "__file__", None)
        place = relative_path(self._root, path) if isinstance(path, str) else None
        return place if place is not None and "site-packages" not in place else None

    def _place(self, module: ModuleType) -> str | None:
        if str(getattr(module, "__name__", "")).partition(".")[0] == "pinlight_executor":
            return None
        if getattr(module, "__file__", None):
            return self._file(module)
        folders = list(getattr(module, "__path__", []) or [])
        place = relative_path(self._root, folders[0]) if folders else None
        return place if place is not None and "site-packages" not in place else None


def _folder_of(name: str) -> str | None:
    """The folder among those of `sys.path` that a loaded module comes from; None for what no file can hide."""
    file = getattr(getattr(sys.modules.get(name), "__spec__", None), "origin", None)
    if not isinstance(file, str) or not os.path.isabs(file):
        return None
    folder, last = os.path.split(file)
    return os.path.dirname(folder) if last.startswith("__init__.") else folder
