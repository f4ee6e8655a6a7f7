"""Levels, handlers and filters of all loggers, which loggers there are, and the module's own settings."""

from __future__ import annotations

import logging
import sys
from types import ModuleType
from typing import Any

from .kept import KeptDigest, attributes_slot, dict_slot
from .plain import digest_plain, identity
from .slot import Slot

_SETTINGS = ("lastResort", "raiseExceptions", "_loggerClass", "_logRecordFactory", "_warnings_showwarning")
_FRESH: _State = (0, True, False, (), ())
# (level, propagate, disabled, handlers, filters), a handler as (handler, level, formatter, filters, stream)
_State = tuple[int, bool, bool, tuple[Any, ...], tuple[Any, ...]]
# The logger "" is the root.
_Value = tuple[int, dict[str, tuple[logging.Logger, _State]]]


def slots(_module: ModuleType) -> list[Slot]:
    manager = logging.root.manager
    keeper = _Loggers(manager)
    return [
        Slot("logging", keeper.read, keeper.write, digest=KeptDigest(_digest)),
        attributes_slot("logging settings", logging, _SETTINGS),
        dict_slot("logging level names", lambda: logging._levelToName),
        dict_slot("logging level numbers", lambda: logging._nameToLevel),
    ]


class _Loggers:
    def __init__(self, manager: logging.Manager) -> None:
        self._manager = manager
        self._last: _Value | None = None
        # As they were when they were first seen: for those of libraries, as the library left them.
        self._first: dict[str, _State] = {}

    def read(self) -> _Value:
        loggers = self._manager.loggerDict.copy().items()
        states = {name: (one, _state_of(one)) for name, one in loggers if not isinstance(one, logging.PlaceHolder)}
        states[""] = (logging.root, _state_of(logging.root))
        value = (self._manager.disable, states)
        if self._last is None or value != self._last:
            self._last = value
            for name, (_logger, state) in states.items():
                self._first.setdefault(name, state)
        return self._last

    def write(self, wanted: _Value) -> None:
        disable, states = wanted
        if self._manager.disable != disable:
            self._manager.disable = disable
        self._set_existing(states)
        for name, (logger, state) in {**self._unknown_to(states), **states}.items():
            if _state_of(logger) != state:
                _set_state(logger, state)
        self._manager._clear_cache()  # type: ignore[attr-defined]

    def _unknown_to(self, states: dict[str, tuple[logging.Logger, _State]]) -> dict[str, tuple[logging.Logger, _State]]:
        """Loggers that were made since, or that nobody had set up then: as they were before anybody did."""
        return {
            name: (one, self._first.get(name, _FRESH) if _is_library(name) else _FRESH)
            for name, one in self._manager.loggerDict.items()
            if name not in states and not isinstance(one, logging.PlaceHolder)
        }

    def _set_existing(self, states: dict[str, tuple[logging.Logger, _State]]) -> None:
        """Others hold loggers, so each stays; one that was taken out comes back the same."""
        loggers = self._manager.loggerDict
        missing = {name: one for name, (one, _state) in states.items() if name and loggers.get(name) is not one}
        loggers.update(missing)
        for logger in missing.values():
            self._manager._fixupParents(logger)  # type: ignore[attr-defined]


def _is_library(name: str) -> bool:
    module = sys.modules.get(name.partition(".")[0])
    file = getattr(module, "__file__", None)
    return module is not None and (file is None or "site-packages" in file or "dist-packages" in file or _in_std(file))


def _in_std(file: str) -> bool:
    return file.startswith(str(logging.__file__).rpartition("logging")[0])


def _state_of(logger: logging.Logger) -> _State:
    handlers = logger.handlers
    filters = logger.filters
    return (
        logger.level,
        logger.propagate,
        logger.disabled,
        tuple([_handler_state(one) for one in handlers]) if handlers else (),
        tuple(filters) if filters else (),
    )


def _handler_state(handler: Any) -> tuple[Any, ...]:
    filters = getattr(handler, "filters", ())
    stream = getattr(handler, "stream", None)
    return handler, getattr(handler, "level", 0), getattr(handler, "formatter", None), tuple(filters), stream


def _set_state(logger: logging.Logger, state: _State) -> None:
    logger.level, logger.propagate, logger.disabled, handlers, filters = state
    logger.filters[:] = filters
    logger.handlers[:] = [told[0] for told in handlers]
    for handler, level, formatter, inner, stream in handlers:
        if getattr(handler, "level", level) != level:
            handler.level = level
        if getattr(handler, "formatter", formatter) is not formatter:
            handler.formatter = formatter
        if getattr(handler, "stream", stream) is not stream:
            handler.stream = stream
        if tuple(getattr(handler, "filters", inner)) != inner:
            handler.filters[:] = inner


def _digest(value: _Value) -> bytes:
    """A logger that nobody has set up is the same as none: asking for one makes it."""
    disable, states = value
    told = [
        (name, *state[:3], [_describe_handler(one) for one in state[3]], [identity(one) for one in state[4]])
        for name, (_logger, state) in sorted(states.items(), key=lambda item: item[0])
        if state != _FRESH
    ]
    return digest_plain((disable, told))


def _describe_handler(told: tuple[Any, ...]) -> tuple[Any, ...]:
    handler, level, formatter, filters, stream = told
    kind = type(handler)
    if kind in (logging.StreamHandler, logging.FileHandler, logging.NullHandler):
        where = getattr(handler, "baseFilename", None) or (stream if stream is None else identity(stream))
        who: tuple[Any, ...] = (kind.__name__, where, getattr(handler, "terminator", None))
    else:
        who = (identity(handler),)
    return who, level, _describe_formatter(formatter), [identity(one) for one in filters]


def _describe_formatter(formatter: Any) -> Any:
    if type(formatter) is logging.Formatter:
        return formatter._fmt, formatter.datefmt, type(formatter._style).__name__
    return None if formatter is None else identity(formatter)
