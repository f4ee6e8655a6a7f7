"""The files that polars' compiled part opens, told of as Python's own `open` tells of its files: by audit events.

Watched is where Python calls the compiled part, below all of polars' own frames, so that its warnings name the lines
they would name.
"""

from __future__ import annotations

import functools
import os
import re
import sys
from typing import Any, Callable

# Anything may be read and written now.
ANY_FILE = "pinlight.any-file"
_RUNS = ("collect", "describe_optimized", "fetch", "profile")
_SCANS = ("new_from_", "scan_from_")
_SOURCES = re.compile(r"SCAN \[([^\]\n]*)\]")
_PATTERN = re.compile(r"[*?\[]|, |://")
_SINK = re.compile(r"^\s*SINK", re.MULTILINE)


def watch_files(polars: Any) -> None:
    """For the rest of the process. What a version does not have is left out."""
    # A sink that has not run yet, and its target: its plan does not name it.
    pending: list[tuple[Any, Any]] = []

    def run(plan: Any, *_rest: Any, **_options: Any) -> None:
        targets = [target for sink, target in pending if sink is plan]
        if targets:
            pending.clear()
        for one in plan if isinstance(plan, (list, tuple)) else [plan]:
            _tell_plan(one, not targets)
        for target in targets:
            _tell(target, "w", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)

    def read(source: Any, *_rest: Any, **_options: Any) -> None:
        _tell(source, "r", os.O_RDONLY)

    def write(_frame: Any, target: Any = None, *_rest: Any, **_options: Any) -> None:
        _tell(target, "w", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)

    def sunk(made: Any, _plan: Any, target: Any = None, *_rest: Any, **_options: Any) -> None:
        pending[:] = [(made, target)]

    def scanned(made: Any, *_rest: Any, **_options: Any) -> None:
        # Early versions read the schema here.
        _tell_plan(made, True)

    lazy, eager = type(getattr(polars.LazyFrame(), "_ldf", None)), type(getattr(polars.DataFrame(), "_df", None))
    _wrap(lazy, _RUNS, before=run)
    _wrap(lazy, ("sink_",), after=sunk)
    _wrap(lazy, _SCANS, after=scanned)
    _wrap(eager, ("read_",), before=read)
    _wrap(eager, ("write_",), before=write)
    _wrap(getattr(polars, "_plr", None), ("collect_all",), before=run)


def _wrap(
    owner: Any, starts: tuple[str, ...], before: Callable[..., None] | None = None, after: Callable[..., None] | None = None
) -> None:
    """`before` is given what the function is given, `after` also what it gave, first of all."""
    for name in [name for name in dir(owner) if name.startswith(starts)]:
        real = getattr(owner, name)

        def call(*given: Any, _real: Any = real, **options: Any) -> Any:
            if before is not None:
                before(*given, **options)
            made = _real(*given, **options)
            if after is not None:
                after(made, *given, **options)
            return made

        functools.update_wrapper(call, real)
        is_static = isinstance(getattr(owner, "__dict__", {}).get(name), staticmethod)
        setattr(owner, name, staticmethod(call) if is_static else call)


def _tell_plan(plan: Any, with_sinks: bool) -> None:
    """What running a plan reads; sinks whose target is not known may write anything."""
    try:
        text = plan.describe_plan()
    except Exception:
        # The plan itself is wrong, or of another version: whoever runs it is told.
        _tell_any()
        return
    paths = _SOURCES.findall(text)
    if text.count(" SCAN ") > len(paths) or (with_sinks and _SINK.search(text)):
        _tell_any()
    for path in paths:
        _tell(path, "r", os.O_RDONLY)


def _tell(target: Any, mode: str, flags: int) -> None:
    if isinstance(target, (str, os.PathLike)):
        path = os.path.expanduser(os.fspath(target))
        if _PATTERN.search(str(path)) or os.path.isdir(path):
            _tell_any()
        else:
            sys.audit("open", path, mode, flags)
    elif isinstance(target, (list, tuple)):
        for one in target:
            _tell(one, mode, flags)
    elif target is not None and not hasattr(target, "write") and not hasattr(target, "read"):
        # A folder cut in parts, or a way of naming a file that is not known here.
        _tell_any()


def _tell_any() -> None:
    sys.audit(ANY_FILE)
