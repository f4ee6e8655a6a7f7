"""The document's own trace and profile functions, which must not see our code: they could raise in it."""

from __future__ import annotations

import sys
from typing import Any

_kept: list[Any] = [None, None]


def kept_trace() -> Any:
    """What `sys.gettrace()` says while the document's code runs."""
    return _kept[0]


def keep_trace(function: Any) -> None:
    """`sys.settrace(function)` for the document's code."""
    _kept[0] = function


def kept_profile() -> Any:
    return _kept[1]


def keep_profile(function: Any) -> None:
    _kept[1] = function


class Tracing:
    """`resume` just before the document's code runs, `suspend` just after. An interrupt's own tracer is never kept."""

    def resume(self) -> None:
        if _kept[1] is not None:
            sys.setprofile(_kept[1])
        if _kept[0] is not None:
            sys.settrace(_kept[0])

    def suspend(self, passing: Any = None) -> None:
        """`passing`: a tracer of ours, which is not the document's."""
        trace, profile = sys.gettrace(), sys.getprofile()
        if profile is not None:
            sys.setprofile(None)
        if trace is not None:
            sys.settrace(None)
        _kept[:] = [None if trace is passing else trace, profile]
