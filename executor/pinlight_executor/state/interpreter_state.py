"""What the interpreter keeps in `sys`, `gc`, `threading` and the current context."""

from __future__ import annotations

import contextvars
import gc
import sys
import threading
from types import ModuleType
from typing import Any

from .kept import KeptDigest, attributes_slot, value_slot
from .plain import digest_plain, identity
from .slot import Slot


def slots(_module: ModuleType) -> list[Slot]:
    return [
        _list_slot("sys.path"),
        _list_slot("sys.argv"),
        value_slot("recursion limit", sys.getrecursionlimit, sys.setrecursionlimit),
        value_slot("switch interval", sys.getswitchinterval, sys.setswitchinterval),
        value_slot("int digits", _int_digits, _set_int_digits),
        attributes_slot("sys hooks", sys, ("excepthook", "displayhook", "unraisablehook", "breakpointhook")),
        attributes_slot("sys flags", sys, ("dont_write_bytecode", "tracebacklimit", "ps1", "ps2")),
        attributes_slot("threading.excepthook", threading, ("excepthook",)),
        value_slot("sys.settrace", sys.gettrace, sys.settrace),
        value_slot("sys.setprofile", sys.getprofile, sys.setprofile),
        value_slot("threading.settrace", lambda: _hook("_trace_hook"), threading.settrace),
        value_slot("threading.setprofile", lambda: _hook("_profile_hook"), threading.setprofile),
        value_slot("gc", lambda: (gc.isenabled(), gc.get_threshold(), gc.get_debug()), _set_gc),
        _context_slot(),
    ]


def _hook(name: str) -> Any:
    return vars(threading).get(name)


def _list_slot(name: str) -> Slot:
    """A list of `sys`, with the list object: code often puts another in its place."""
    attribute = name.partition(".")[2]
    last: list[Any] = [None]

    def read() -> tuple[list[Any], tuple[Any, ...]]:
        present = getattr(sys, attribute)
        if last[0] is None or last[0][0] is not present or last[0][1] != tuple(present):
            last[0] = (present, tuple(present))
        return last[0]  # type: ignore[no-any-return]

    def write(wanted: tuple[list[Any], tuple[Any, ...]]) -> None:
        holder, content = wanted
        if tuple(holder) != content:
            holder[:] = content
        setattr(sys, attribute, holder)

    return Slot(name, read, write, digest=KeptDigest(lambda value: digest_plain(value[1])))


def _int_digits() -> int:
    ask = getattr(sys, "get_int_max_str_digits", None)
    return ask() if ask is not None else 0


def _set_int_digits(count: int) -> None:
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(count)


def _set_gc(state: tuple[bool, tuple[int, int, int], int]) -> None:
    enabled, thresholds, debug = state
    (gc.enable if enabled else gc.disable)()
    gc.set_threshold(*thresholds)
    gc.set_debug(debug)


# Variables by which libraries keep their own options; their slots tell them better.
_KEPT_BY_LIBRARIES = {"decimal_context", "numpy.ufunc.extobj", "format_options"}
_NO_DEFAULT: Any = object()


def _context_slot() -> Slot:
    """Values of context variables. A variable cannot be unset again: one that has its default counts as not set."""
    last: list[dict[Any, Any]] = [{}]
    defaults: dict[Any, Any] = {}

    def default_of(variable: contextvars.ContextVar[Any]) -> Any:
        if variable not in defaults:
            try:
                defaults[variable] = contextvars.Context().run(variable.get)
            except LookupError:
                defaults[variable] = _NO_DEFAULT
        return defaults[variable]

    def present() -> dict[Any, Any]:
        return {
            variable: value
            for variable, value in contextvars.copy_context().items()
            if variable.name not in _KEPT_BY_LIBRARIES and value is not default_of(variable)
        }

    def read() -> dict[Any, Any]:
        now = present()
        if len(now) != len(last[0]) or any(last[0].get(key, last) is not value for key, value in now.items()):
            last[0] = now
        return last[0]

    def write(wanted: dict[Any, Any]) -> None:
        now = present()
        for variable in now.keys() - wanted.keys():
            if default_of(variable) is not _NO_DEFAULT:
                variable.set(default_of(variable))
        for variable, value in wanted.items():
            if now.get(variable, _NO_DEFAULT) is not value:
                variable.set(value)

    return Slot("context variables", read, write, digest=KeptDigest(_digest_context))


def _digest_context(values: dict[Any, Any]) -> bytes:
    return digest_plain({identity(variable): value for variable, value in values.items()})
