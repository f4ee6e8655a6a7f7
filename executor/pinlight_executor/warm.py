"""Libraries that are imported before the first document is opened (`PINLIGHT_WARM=numpy,pandas`), for all of them.

A document cannot tell from what it prints: what a library says when it is imported would be said to nobody, and one
that starts a thread makes every fork unsafe. The only undo of an import is a new interpreter, so this process begins
again without such a library.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import sys
import tempfile
import threading
import warnings
from typing import Iterator

_VARIABLE = "PINLIGHT_WARM"
_ABSENT = "it is not installed"
# A fork is safe only from a process with one thread; matplotlib must not look for a screen.
_WHILE_WARMING = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "MPLBACKEND": "Agg"}


def warm_up() -> None:
    """Imports what the variable names, and takes the variable away. May replace this process by a new one."""
    names = [name.strip() for name in os.environ.pop(_VARIABLE, "").split(",") if name.strip()]
    with _variables(_WHILE_WARMING):
        for name in names:
            fault = _fault_of(name)
            if fault is None:
                continue
            sys.stderr.write(f"pinlight executor: {name} is not warmed: {fault}\n")
            if fault != _ABSENT:
                os.environ[_VARIABLE] = ",".join(other for other in names if other != name)
                break
    if _VARIABLE in os.environ:
        sys.stderr.flush()
        os.execv(sys.executable, [sys.executable, "-m", "pinlight_executor", "serve"])


def _fault_of(name: str) -> str | None:
    """Imports; gives why that must not stand, None when all is well."""
    try:
        if importlib.util.find_spec(name) is None:
            return _ABSENT
    except (ImportError, ValueError):
        return _ABSENT
    with tempfile.TemporaryFile() as said, _descriptors_to(said.fileno()), _warnings_to_importer_shown():
        try:
            __import__(name)
        except BaseException as error:
            return f"its import fails: {type(error).__name__}: {error}"
        sys.stdout.flush()
        sys.stderr.flush()
        if said.seek(0, os.SEEK_END):
            return "it prints or warns when it is imported"
    if _threads() > 1:
        return "it starts a thread"
    return None


def _threads() -> int:
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return threading.active_count()


@contextlib.contextmanager
def _variables(values: dict[str, str]) -> Iterator[None]:
    """A document must not find them set."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextlib.contextmanager
def _warnings_to_importer_shown() -> Iterator[None]:
    """As in a document. Filters that the library sets itself stay."""
    ours = ("always", None, Warning, re.compile(re.escape(__name__) + r"\Z"), 0)
    warnings.filters.insert(0, ours)  # type: ignore[attr-defined]
    warnings._filters_mutated()  # type: ignore[attr-defined]
    try:
        yield
    finally:
        warnings.filters.remove(ours)  # type: ignore[attr-defined]
        warnings._filters_mutated()  # type: ignore[attr-defined]


@contextlib.contextmanager
def _descriptors_to(descriptor: int) -> Iterator[None]:
    """Descriptors 1 and 2 lead there: the first is the runner's, and C code prints as well."""
    before = [os.dup(number) for number in (1, 2)]
    for number in (1, 2):
        os.dup2(descriptor, number)
    try:
        yield
    finally:
        for number, kept in enumerate(before, 1):
            os.dup2(kept, number)
            os.close(kept)
