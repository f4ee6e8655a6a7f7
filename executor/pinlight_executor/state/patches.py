"""Attributes of modules and of their classes that a block has bound to something else: `math.pi = 3`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Iterable

from .module_globals import ABSENT, Change

# What the interpreter, the import system or a slot of its own looks after.
_PASSED_OVER = {
    "sys": {
        "path", "argv", "modules", "meta_path", "path_hooks", "path_importer_cache", "stdin", "stdout", "stderr",
        "last_type", "last_value", "last_traceback", "last_exc", "excepthook", "displayhook", "unraisablehook",
        "breakpointhook", "dont_write_bytecode", "tracebacklimit", "ps1", "ps2",
    },
    "os": {"environ"},
    "builtins": {"_"},
    "warnings": {"filters", "showwarning", "formatwarning", "_showwarnmsg_impl", "defaultaction", "_filters_version"},
    "logging": {"lastResort", "raiseExceptions", "_loggerClass", "_logRecordFactory", "_warnings_showwarning"},
    "threading": {"excepthook", "_trace_hook", "_profile_hook", "_active", "_main_thread"},
    "time": {"tzname", "timezone", "altzone", "daylight"},
    "tempfile": {"tempdir", "_name_sequence"},
    "gettext": {"_current_domain"},
    "mimetypes": {"_db", "inited", "suffix_map", "encodings_map", "types_map", "common_types"},
}
_CLASS_BOOKS = {"__abstractmethods__", "_abc_impl", "__slotnames__", "__weakref__", "__dict__", "__annotations_cache__"}
_MODULE_BOOKS = {"__warningregistry__", "__builtins__", "__cached__", "__loader__", "__spec__", "__annotations__"}
_IMMUTABLE_CLASS, _HEAP_CLASS = 1 << 8, 1 << 9


@dataclass
class Token:
    """Copies of the dicts, with what they are the dicts of."""

    held: list[tuple[str, str, Any, dict[str, Any]]]


def snapshot(modules: Iterable[ModuleType]) -> Token:
    """The attributes of `modules` and, one level deep, of the classes bound in them."""
    held: list[tuple[str, str, Any, dict[str, Any]]] = []
    seen: set[int] = set()
    for module in modules:
        name = getattr(module, "__name__", None)
        content = getattr(module, "__dict__", None)
        if not isinstance(name, str) or sys.modules.get(name) is not module or not isinstance(content, dict):
            continue
        held.append((name, "", module, content.copy()))
        for bound, value in list(content.items()):
            if isinstance(value, type) and id(value) not in seen and _can_be_changed(value):
                seen.add(id(value))
                held.append((name, bound, value, dict(vars(value))))
    return Token(held)


def changed(token: Token) -> list[Change]:
    """(module name, path of the attribute, old value, new value); `ABSENT` for a name that is not bound."""
    found: list[Change] = []
    for module, bound, owner, before in token.held:
        now = vars(owner)
        if len(now) == len(before) and all(now.get(name, ABSENT) is value for name, value in before.items()):
            continue
        passed = _CLASS_BOOKS if bound else _PASSED_OVER.get(module, set()) | _MODULE_BOOKS
        prefix = bound + "." if bound else ""
        for name in [*before, *[name for name in now if name not in before]]:
            old, new = before.get(name, ABSENT), now.get(name, ABSENT)
            if old is not new and name not in passed and not _is_import(module, name, old, new):
                found.append((module, prefix + name, old, new))
    return found


def restore(changes: Iterable[Change]) -> None:
    """Binds the old values again; what was not there is taken away."""
    for module_name, path, old, _new in changes:
        owner: Any = sys.modules.get(module_name)
        *holders, name = path.split(".")
        for holder in holders:
            owner = getattr(owner, "__dict__", {}).get(holder)
        if owner is None:
            continue
        if old is not ABSENT:
            setattr(owner, name, old)
        elif name in vars(owner):
            delattr(owner, name)


def _can_be_changed(kind: type) -> bool:
    return bool(kind.__flags__ & _HEAP_CLASS) and not kind.__flags__ & _IMMUTABLE_CLASS


def _is_import(module: str, name: str, old: Any, new: Any) -> bool:
    """A submodule becomes an attribute of its package when somebody first imports it."""
    return old is ABSENT and isinstance(new, ModuleType) and getattr(new, "__name__", None) == f"{module}.{name}"
