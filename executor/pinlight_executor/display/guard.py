"""Code of the author's that only describes a value may fail in any way, or hang: the rest of the display goes on.

A clock of the process strikes at the time limit and again every quarter of a second. Code that never comes back from C
is ended by the block's own limit.
"""

from __future__ import annotations

import _signal as signals  # type: ignore[import-not-found]
import os
import threading
import time
from typing import Any, Callable

REPR_S = 10.0
RICH_S = 30.0
_AGAIN_S = 0.25


class TookTooLong(BaseException):
    """Raised inside the code whose time is over; no `except Exception` of its takes it."""


class Watch:
    """`holding` tells when the main thread is amid what must not be cut in two. `scale` multiplies all limits."""

    def __init__(self, holding: Callable[[], bool] = lambda: False, scale: float = 1.0) -> None:
        self._holding, self._scale = holding, scale
        self._active = False
        # When the limit that is in force ends, as `time.monotonic` counts.
        self._until = 0.0

    def run(self, work: Callable[[], Any], seconds: float) -> Any:
        """`work()`, or TookTooLong. Without a limit off the main thread and beside a timer of the author's."""
        if threading.current_thread() is not threading.main_thread():
            return work()
        if self._active:
            return self._inner(work, seconds)
        if signals.getitimer(signals.ITIMER_REAL)[0] != 0.0:
            return work()
        before = signals.signal(signals.SIGALRM, self._strike)
        try:
            try:
                self._active = True
                self._set(time.monotonic() + seconds * self._scale)
                return work()
            finally:
                self._active = False
        finally:
            # Once more: the clock may have struck in the line above.
            self._active = False
            signals.setitimer(signals.ITIMER_REAL, 0.0)
            signals.signal(signals.SIGALRM, before if before is not None else signals.SIG_DFL)

    def _inner(self, work: Callable[[], Any], seconds: float) -> Any:
        """A limit inside another: whichever ends first."""
        outer = self._until
        try:
            self._set(min(outer, time.monotonic() + seconds * self._scale))
            return work()
        finally:
            self._set(outer)

    def _set(self, until: float) -> None:
        self._until = until
        signals.setitimer(signals.ITIMER_REAL, max(0.001, until - time.monotonic()), _AGAIN_S)

    def _strike(self, _number: int, _frame: object) -> None:
        if self._active and not self._holding():
            raise TookTooLong


_watch = Watch(scale=0.0)
_installed = False


def install_watch(holding: Callable[[], bool]) -> None:
    """From now on `attempt` has its limits; without it, none. `PINLIGHT_DISPLAY_SCALE` makes them longer or shorter."""
    global _watch, _installed
    _watch = Watch(holding, float(os.environ.pop("PINLIGHT_DISPLAY_SCALE", "1") or 1))
    _installed = True


def attempt(work: Callable[[], Any], seconds: float = RICH_S) -> tuple[Any, str | None]:
    """What `work()` gives and None, or None and why there is nothing: "failed with ValueError: no" or "took longer than …".

    Passes on nothing but KeyboardInterrupt.
    """
    try:
        return (_watch.run(work, seconds) if _installed else work()), None
    except KeyboardInterrupt:
        raise
    except TookTooLong:
        return None, f"took longer than {seconds:g} s"
    except BaseException as error:
        return None, "failed with " + name_of(error)


def name_of(error: BaseException) -> str:
    """The error's type, and what it says when it can say something, in one line."""
    kind = type(error).__name__
    if isinstance(error, RecursionError):
        # What it says depends on which call was one too many, and so on how deep the stack was before.
        return f"{kind}: maximum recursion depth exceeded"
    try:
        text = str(error).strip().partition("\n")[0]
    except Exception:
        text = ""
    return f"{kind}: {text[:300]}" if text else kind
