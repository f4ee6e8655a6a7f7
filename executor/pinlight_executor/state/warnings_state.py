"""Warning filters, and which warnings were already shown at which place.

The second is kept in dicts `__warningregistry__` of the modules that warned. Such a dict counts only as long as it
bears the present version of the filters: whatever changes filters, `catch_warnings` too, makes all of them void. The
state therefore is the content of those that count.
"""

from __future__ import annotations

import re
import sys
import warnings
from types import ModuleType
from typing import Any, Iterable

from .kept import KeptDigest, attributes_slot
from .plain import digest_plain, identity
from .slot import Slot

_warn_explicit = warnings.warn_explicit
_REGISTRY = "__warningregistry__"
_ONCE = "<once>"
_Filters = tuple[Any, tuple[Any, ...]]
# By module name: what is not to be warned of again.
_Shown = dict[str, dict[Any, Any]]


def slots(_module: ModuleType) -> list[Slot]:
    hooks = ("showwarning", "formatwarning", "_showwarnmsg_impl", "defaultaction")
    return [_filters_slot(), attributes_slot("warnings hooks", warnings, hooks), _registries_slot()]


def _filters_slot() -> Slot:
    last: list[_Filters | None] = [None]

    def read() -> _Filters:
        present: Any = warnings.filters
        kept = last[0]
        if kept is None or kept[0] is not present or kept[1] != tuple(present):
            kept = last[0] = (present, tuple(present))
        return kept

    def write(wanted: _Filters) -> None:
        holder, content = wanted
        if tuple(holder) != content:
            holder[:] = content
        # No new version: which registries count is told by the other slot.
        warnings.filters = holder

    return Slot("warnings", read, write, digest=KeptDigest(_digest_filters))


def warns_of_open_files(filters: Iterable[Any]) -> bool:
    """Whether they let a warning be shown, or raised, when an open file is lost."""
    for action, message, category, module, line in filters:
        if message is None and module is None and not line and issubclass(ResourceWarning, category):
            return bool(action != "ignore")
    return True


def _digest_filters(value: _Filters) -> bytes:
    told = []
    for action, message, category, module, line in value[1]:
        patterns = [one.pattern if isinstance(one, re.Pattern) else one for one in (message, module)]
        told.append((action, *patterns, identity(category), line))
    return digest_plain(told)


def _registries_slot() -> Slot:
    keeper = _Registries()
    return Slot("shown warnings", keeper.read, keeper.write, digest=KeptDigest(_digest_shown))


class _Registries:
    """Looks through all modules only when a warning was shown since it last did: nothing else makes an entry."""

    def __init__(self) -> None:
        # A document begins with none shown.
        _make_all_void()
        self._shown_since = False
        self._version: Any = _present_version()
        self._last: _Shown = {}
        original = warnings._showwarnmsg  # type: ignore[attr-defined]

        def _showwarnmsg(msg: Any) -> None:
            self._shown_since = True
            original(msg)

        warnings._showwarnmsg = _showwarnmsg  # type: ignore[attr-defined]

    def read(self) -> _Shown:
        version = _present_version()
        if not self._shown_since:
            if version != self._version and self._last:
                self._last = {}
            self._version = version
        else:
            self._shown_since, self._version = False, version
            found = {name: _without_version(one) for name, one in _registries() if one.get("version") == version}
            found = {name: one for name, one in found.items() if one}
            if found != self._last:
                self._last = found
        return self._last

    def write(self, wanted: _Shown) -> None:
        if "__main__" not in wanted and "__main__" in sys.modules:
            # The document may look for it among its names.
            vars(sys.modules["__main__"]).pop(_REGISTRY, None)
        if self.read() == wanted:
            return
        _make_all_void()
        version = _present_version()
        for name, content in wanted.items():
            registry = _registry_of(name)
            if registry is not None:
                registry.clear()
                registry.update(content, version=version)
        self._shown_since = True


def _present_version() -> Any:
    """The version of the filters, which only a warning tells: one that is ignored, and that nobody sees."""
    present: Any = warnings.filters
    warnings.filters = [("ignore", None, Warning, None, 0)]
    registry: dict[Any, Any] = {}
    try:
        _warn_explicit("", UserWarning, "", 1, "", registry)
    finally:
        warnings.filters = present
    return registry.get("version")


def _make_all_void() -> None:
    renew = getattr(warnings, "_filters_mutated", None) or getattr(warnings, "_filters_mutated_lock_held", None)
    if renew is None:
        return
    lock = getattr(warnings, "_lock", None)
    if lock is None or renew.__name__ == "_filters_mutated":
        renew()
    else:
        with lock:
            renew()


def _registries() -> list[tuple[str, dict[Any, Any]]]:
    found = [(_ONCE, warnings.onceregistry)]  # type: ignore[attr-defined]
    for name, module in list(sys.modules.items()):
        registry = getattr(module, "__dict__", {}).get(_REGISTRY)
        if type(registry) is dict:
            found.append((name, registry))
    return found


def _registry_of(name: str) -> dict[Any, Any] | None:
    if name == _ONCE:
        return warnings.onceregistry  # type: ignore[attr-defined, no-any-return]
    module = sys.modules.get(name)
    return None if module is None else vars(module).setdefault(_REGISTRY, {})


def _without_version(registry: dict[Any, Any]) -> dict[Any, Any]:
    return {key: value for key, value in registry.items() if key != "version"}


def _digest_shown(value: _Shown) -> bytes:
    """Without the line numbers of the document: they change with edits above that change nothing else."""
    told = []
    for name, registry in value.items():
        for text, category, *line in registry:
            told.append((name, str(text), identity(category), [] if name == "__main__" else line))
    return digest_plain(sorted(told, key=repr))
