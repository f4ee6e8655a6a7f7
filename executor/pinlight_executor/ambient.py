"""State outside the namespace that blocks change all the time: random generators, the environment, options.

Each library's part is looked after from the moment it is first imported; what it was then is what it goes back to
when a state from before the import is restored.
"""

from __future__ import annotations

import builtins
import copy
import decimal
import logging
import os
import random
import sys
import warnings
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Callable

from .post_import import PostImport

SEED = 0


@dataclass
class _Part:
    get: Callable[[], Any]
    put: Callable[[Any], None]
    initial: Any


class Ambient:
    """Takes and sets back the state. Seeds the generators, so that an unseeded document shows the same in every run."""

    def __init__(self, post_import: PostImport) -> None:
        self._parts: dict[str, _Part] = {}
        random.seed(SEED)
        for name, get, put in _PROCESS_PARTS:
            self._add(name, get, put)
        post_import.when_imported("numpy", self._adopt_numpy)
        post_import.when_imported("matplotlib", self._adopt_matplotlib)
        post_import.when_imported("pandas", self._adopt_pandas)

    def take(self) -> dict[str, Any]:
        return {name: part.get() for name, part in self._parts.items()}

    def put(self, state: dict[str, Any]) -> None:
        """Sets back what differs; raises nothing for a part that its library no longer accepts."""
        for name, part in self._parts.items():
            wanted = state.get(name, part.initial)
            try:
                part.put(wanted)
            except Exception as error:
                logging.getLogger("pinlight").warning("cannot set back %s: %s", name, error)

    def _add(self, name: str, get: Callable[[], Any], put: Callable[[Any], None]) -> None:
        self._parts[name] = _Part(get, put, get())

    def _adopt_numpy(self, numpy: ModuleType) -> None:
        numpy.random.seed(SEED)
        self._add("numpy.random", numpy.random.get_state, numpy.random.set_state)
        self._add("numpy.printoptions", numpy.get_printoptions, lambda old: numpy.set_printoptions(**old))
        self._add("numpy.err", numpy.geterr, lambda old: numpy.seterr(**old))

    def _adopt_matplotlib(self, matplotlib: ModuleType) -> None:
        def put(old: dict[str, Any]) -> None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                dict.update(matplotlib.rcParams, copy.deepcopy(old))

        self._add("matplotlib.rcParams", lambda: copy.deepcopy(dict(dict.items(matplotlib.rcParams))), put)

    def _adopt_pandas(self, _pandas: ModuleType) -> None:
        config = sys.modules.get("pandas._config.config")
        options = getattr(config, "_global_config", None)
        if isinstance(options, dict):

            def put(old: dict[str, Any]) -> None:
                _refill(options, copy.deepcopy(old))

            self._add("pandas.options", lambda: copy.deepcopy(options), put)


def _refill(target: Any, wanted: Any) -> None:
    """Makes a dict equal to another without replacing it."""
    if dict(target) != dict(wanted):
        target.clear()
        target.update(wanted)


def _put_cwd(path: str) -> None:
    if _cwd() != path:
        os.chdir(path)


def _cwd() -> str:
    try:
        return os.getcwd()
    except OSError:
        return "/"


def _put_filters(filters: list[Any]) -> None:
    if warnings.filters != filters:
        warnings.resetwarnings()
        warnings.filters[:] = filters  # type: ignore[index]


def _logging_state() -> tuple[Any, ...]:
    root = logging.getLogger()
    return root.level, list(root.handlers), logging.root.manager.disable


def _put_logging(state: tuple[Any, ...]) -> None:
    root = logging.getLogger()
    root.setLevel(state[0])
    root.handlers[:] = state[1]
    logging.disable(state[2])


_PROCESS_PARTS: list[tuple[str, Callable[[], Any], Callable[[Any], None]]] = [
    ("random", random.getstate, random.setstate),
    ("os.environ", lambda: dict(os.environ), lambda old: _refill(os.environ, old)),
    ("cwd", _cwd, _put_cwd),
    ("sys.path", lambda: list(sys.path), lambda old: sys.path.__setitem__(slice(None), old)),
    ("sys.argv", lambda: list(sys.argv), lambda old: setattr(sys, "argv", list(old))),
    ("sys.recursionlimit", sys.getrecursionlimit, sys.setrecursionlimit),
    ("builtins", lambda: dict(vars(builtins)), lambda old: _refill(vars(builtins), old)),
    ("warnings", lambda: list(warnings.filters), _put_filters),
    ("decimal", lambda: decimal.getcontext().copy(), lambda old: decimal.setcontext(old.copy())),
    ("logging", _logging_state, _put_logging),
]
