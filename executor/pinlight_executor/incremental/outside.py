"""What a block would find outside of all names: process state, files, and which modules are loaded."""

from __future__ import annotations

from typing import Sequence

from .files import ALL_FILES, WorkspaceFiles
from .local_modules import LocalModules
from .process_values import ProcessValues
from .record import ALL_MODULES, CODE, FILE, MODULE
from .scope import Scope


class Outside:
    """Digests by the names under which records keep what they read."""

    def __init__(self, process: ProcessValues, files: WorkspaceFiles, modules: LocalModules) -> None:
        self._process, self._files, self._modules = process, files, modules

    def digest(self, name: str, scope: Scope) -> bytes | None:
        """As a block would find it in this scope; None for what does not exist yet."""
        if name.startswith(CODE):
            return self._modules.fingerprint(name[len(CODE) :]).encode()
        if name.startswith(FILE) or name == ALL_FILES:
            return self._files.present(name, scope)
        if name == ALL_MODULES:
            return digest_of_modules(scope)
        binding = self._process.binding(name, scope)
        return binding.digest if binding is not None else None


def digest_of_modules(scope: Scope) -> bytes:
    """Which modules of the workspace are loaded."""
    return repr(sorted(name for name in scope if name.startswith(MODULE))).encode()


def names_of_files(paths: Sequence[str]) -> list[str]:
    """All the names under which these files may have been read."""
    names = []
    for path in paths:
        folder, slash, _ = path.rpartition("/")
        names += [CODE + path, CODE + folder, FILE + path, FILE + (folder + slash or "./")]
    return [*names, ALL_FILES]
