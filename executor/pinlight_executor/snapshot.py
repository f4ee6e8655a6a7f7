"""The state after a block, kept so that a later run can start from there instead of from the top.

One joint deep copy of the namespace and of the workspace modules', so that two names for one list stay two names for
one list. What cannot be copied for certain makes the whole boundary none, and then earlier blocks run again.
"""

from __future__ import annotations

import copy
import threading
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from .ambient import Ambient
from .modules import WorkspaceModules
from .reachable import NotRestorable, Walk, is_unchanged

# Measured: walking and copying take 2 to 3 microseconds a value.
_SECONDS_PER_NODE = 3e-6
_LEAST_NODES, _MOST_NODES = 3_000, 300_000
_MOST_BYTES = 8 * 1024 * 1024
_ALL_NODES, _ALL_BYTES = 2_000_000, 128 * 1024 * 1024
# Of a module, these are the import system's and stay what they are.
_IMPORT_NAMES = {"__builtins__", "__spec__", "__loader__", "__cached__"}
_MAIN = ""


@dataclass
class Boundary:
    """A state: by module name the copied contents ("" is the document), and what it depends on to be valid."""

    contents: dict[str, dict[str, Any]]
    modules: dict[str, ModuleType]
    files: dict[str, str]
    ambient: dict[str, Any]
    shared: list[Any] = field(default_factory=list)
    states: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    nodes: int = 0
    data_bytes: int = 0


class Snapshots:
    """Takes boundaries of one namespace and sets it back to them; it always remains the same dict."""

    def __init__(self, namespace: dict[str, Any], modules: WorkspaceModules, ambient: Ambient) -> None:
        self._namespace, self._modules, self._ambient = namespace, modules, ambient

    def take_start(self) -> Boundary:
        """The state before the first block: always restorable."""
        return Boundary({_MAIN: dict(self._namespace)}, {}, {}, self._ambient.take(), list(self._namespace.values()))

    def take(self, seconds: float, kept: list[Boundary]) -> Boundary | None:
        """The present state, None when it cannot be copied or that would cost more than half of `seconds`.

        `seconds` is what running up to here again would take; `kept` are the boundaries that are held already.
        """
        if _has_user_threads():
            return None
        loaded = self._modules.loaded()
        contents = {_MAIN: dict(self._namespace)}
        for name, module in loaded.items():
            contents[name] = {key: value for key, value in vars(module).items() if key not in _IMPORT_NAMES}
        nodes = min(_MOST_NODES, max(_LEAST_NODES, int(seconds / 2 / _SECONDS_PER_NODE)))
        nodes = min(nodes, _ALL_NODES - sum(boundary.nodes for boundary in kept))
        data = min(_MOST_BYTES, _ALL_BYTES - sum(boundary.data_bytes for boundary in kept))
        try:
            walk = Walk({"__main__", *loaded}, nodes, data)
            found = walk.run([value for content in contents.values() for value in content.values()])
            copied = _copy(contents, found.shared)
        except NotRestorable:
            return None
        except Exception:
            # Some value's own code took part after all and failed: the boundary is none, the block is not to blame.
            return None
        files = {path: self._modules.fingerprint(path) for path in self._modules.files(loaded)}
        ambient = self._ambient.take()
        return Boundary(
            copied, loaded, files, ambient, found.shared, found.states, found.nodes, found.data_bytes
        )

    def can_restore(self, boundary: Boundary) -> bool:
        """Whether modules are still what they were, and nothing was hung on functions and classes since."""
        if _has_user_threads():
            return False
        same_files = all(self._modules.fingerprint(path) == then for path, then in boundary.files.items())
        return same_files and all(is_unchanged(value, state) for value, state in boundary.states)

    def restore(self, boundary: Boundary) -> None:
        """Sets everything back; the boundary can be restored again later."""
        copied = _copy(boundary.contents, boundary.shared)
        self._modules.forget(keep=set())
        _refill(self._namespace, copied.pop(_MAIN))
        for name, content in copied.items():
            module = boundary.modules[name]
            own = {key: value for key, value in vars(module).items() if key in _IMPORT_NAMES}
            _refill(vars(module), {**own, **content})
            self._modules.remember(name, module)
        self._ambient.put(boundary.ambient)


def _has_user_threads() -> bool:
    """A thread of the document may change anything at any time."""
    main = threading.main_thread()
    return any(thread is not main and not thread.name.startswith("pinlight-") for thread in threading.enumerate())


def _copy(contents: dict[str, dict[str, Any]], shared: list[Any]) -> dict[str, dict[str, Any]]:
    memo: dict[int, Any] = {id(value): value for value in shared}
    return copy.deepcopy(contents, memo)


def _refill(target: dict[str, Any], wanted: dict[str, Any]) -> None:
    target.clear()
    target.update(wanted)
