"""What the operating system keeps for the process: environment, working folder, umask, time zone, signal handlers."""

from __future__ import annotations

import functools
import importlib
import os
import signal
import time
from types import ModuleType
from typing import Any, Callable

from .kept import KeptDict, KeptDigest, value_slot
from .slot import Slot


def slots(_module: ModuleType) -> list[Slot]:
    found = [_environment_slot(), value_slot("cwd", _cwd, _change_cwd), _umask_slot(), _signals_slot()]
    if hasattr(time, "tzset"):
        found.append(_time_zone_slot())
    return found


def _environment_slot() -> Slot:
    # The mapping that user code may put in place of `os.environ` is a patched name, not the environment.
    environ: Any = os.environ
    data: dict[Any, Any] = environ._data

    def write(wanted: dict[Any, Any]) -> None:
        for key in [key for key in data if key not in wanted]:
            del environ[environ.decodekey(key)]
        for key, value in wanted.items():
            if data.get(key) != value:
                environ[environ.decodekey(key)] = environ.decodevalue(value)
        if list(data) != list(wanted):
            data.clear()
            data.update(wanted)

    return Slot("os.environ", KeptDict(lambda: data), write, digest=KeptDigest())


def _cwd() -> str | None:
    """None when the folder has been removed."""
    try:
        return os.getcwd()
    except OSError:
        return None


def _change_cwd(path: str | None) -> None:
    if path is not None:
        os.chdir(path)


def _umask_slot() -> Slot:
    def read() -> int:
        # There is no way to ask without setting; /proc has it, but costs fifty times as much.
        mask = os.umask(0o22)
        os.umask(mask)
        return mask

    def write(mask: int) -> None:
        os.umask(mask)

    return value_slot("umask", read, write)


def _signals_slot() -> Slot:
    numbers = sorted(int(number) for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP})
    numbers = [number for number in numbers if number < 32]
    # Without the enum members that the module's own function makes of them, at ten times the cost.
    ask: Callable[[int], Any] = importlib.import_module("_signal").getsignal

    def read() -> dict[int, Any]:
        return {number: ask(number) for number in numbers}

    def write(wanted: dict[int, Any]) -> None:
        for number, handler in wanted.items():
            # None: not set from Python, nothing that we could set.
            if handler is not None and ask(number) is not handler:
                signal.signal(number, handler)

    return value_slot("signal handlers", read, write)


def _time_zone_slot() -> Slot:
    """The zone is what the variable TZ was when `tzset` was last called."""
    original = time.tzset
    last: list[str | None] = [os.environ.get("TZ")]

    @functools.wraps(original)
    def tzset() -> None:
        original()
        last[0] = os.environ.get("TZ")

    time.tzset = tzset

    def write(zone: str | None) -> None:
        now = os.environ.get("TZ")
        _set_variable(zone)
        original()
        last[0] = zone
        _set_variable(now)

    return value_slot("time zone", lambda: last[0], write)


def _set_variable(zone: str | None) -> None:
    """In the C library only: `os.environ` and its order are another slot's."""
    if zone is None:
        os.unsetenv("TZ")
    else:
        os.putenv("TZ", zone)
