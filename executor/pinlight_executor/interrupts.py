"""When an interrupt becomes a KeyboardInterrupt: only while a block's code runs, never amid our bookkeeping."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from types import FrameType
from typing import Any, Callable, ContextManager

from .repair import AnyError, repair
from .tracing import Tracing

# A signal of our own, so that a document may do with SIGINT what it likes. macOS has no spare ones.
INTERRUPT: int = signal.SIGRTMIN + 7 if hasattr(signal, "SIGRTMIN") else signal.SIGINT
SIGNALS = {signal.SIGINT, INTERRUPT}
_OURS = os.path.dirname(os.path.abspath(__file__)) + os.sep


class _Insistent(KeyboardInterrupt):
    """Python stops tracing when a tracer raises. Once this has been caught and let go of, it begins again."""

    def __init__(self, interrupts: Interrupts) -> None:
        super().__init__()
        self._interrupts = interrupts

    def __del__(self) -> None:
        self._interrupts.strike_at_next_line(sys._getframe().f_back)


_Insistent.__name__ = _Insistent.__qualname__ = "KeyboardInterrupt"
_Insistent.__module__ = "builtins"


class _Hold(ContextManager[None]):
    """Counts how deep the main thread is in what must not be cut in two; an interrupt that waited strikes at the end."""

    __slots__ = ("depth", "pending", "_strike")

    def __init__(self, strike: Callable[[], None]) -> None:
        self.depth = 0
        self.pending = False
        self._strike = strike

    def __enter__(self) -> None:
        self.depth += 1

    def __exit__(self, kind: object, *_: object) -> None:
        self.depth -= 1
        if kind is None and self.pending and not self.depth:
            self._strike()


_NO_HOLD: ContextManager[None] = contextlib.nullcontext()


class Interrupts:
    """The main thread's gate: user code runs inside `guarded`, and what it calls of ours inside `held`."""

    def __init__(self) -> None:
        self._armed = False
        self._hold = _Hold(self._strike_late)
        self._hit = False
        self._relentless = False
        self._turn = 0
        self._main = threading.main_thread().ident
        self._owner = os.getpid()
        self._tracing = Tracing()
        self._tracer = self._trace

    def install(self) -> None:
        for number in SIGNALS:
            signal.signal(number, self._on_signal)

    def guarded(self, work: Callable[[], None]) -> BaseException | None:
        """Runs what may run user code; returns what it raised, None for nothing.

        In a process that the code forked, the process ends there.
        """
        raised = None
        self._hold.pending = self._relentless = False
        self._turn += 1
        try:
            self._tracing.resume()
            self._armed = True
            try:
                work()
            finally:
                self._armed = False
        except AnyError as error:
            self._armed = False
            raised = error
        self._tracing.suspend(self._tracer)
        repair()
        if os.getpid() != self._owner:
            _end_child(raised)
        try:
            return raised
        finally:
            # Its traceback leads here: a circle would hold all that the code held until the next collection.
            del raised

    def held(self) -> ContextManager[None]:
        """Lets an interrupt wait until the end of what must not be cut in two. Other threads pass through."""
        return self._hold if threading.get_ident() == self._main else _NO_HOLD

    def take_hit(self) -> bool:
        """Whether user code was interrupted since the last call, whatever it made of it."""
        hit, self._hit = self._hit, False
        return hit

    @property
    def turn(self) -> int | None:
        """Which `guarded` is going on, None between two."""
        return self._turn if self._armed else None

    @property
    def holding(self) -> bool:
        """Whether the main thread is amid what must not be cut in two."""
        return self._hold.depth > 0

    def insist(self) -> None:
        """From any thread: code that caught its interrupt is interrupted again at every step until it has ended."""
        self._relentless = True
        if self._armed and self._main is not None:
            signal.pthread_kill(self._main, INTERRUPT)

    def _on_signal(self, _number: int, frame: FrameType | None) -> None:
        # In `guarded` itself the code has ended already, or has not begun.
        if not self._armed or (frame is not None and frame.f_code is _GUARDED):
            return
        if self._hold.depth:
            self._hold.pending = True
            return
        if self._relentless:
            self.strike_at_next_line(frame)
        self._strike()

    def _strike_late(self) -> None:
        if self._armed:
            self._hold.pending = False
            self._strike()

    def _strike(self) -> None:
        self._hit = True
        raise _Insistent(self) if self._relentless else KeyboardInterrupt

    def strike_at_next_line(self, frame: FrameType | None) -> None:
        """Of whichever of the code's frames gets there: also the first line of a handler that catches this."""
        if not self._armed or threading.get_ident() != self._main:
            return
        sys.settrace(self._tracer)
        while frame is not None and frame.f_code is not _GUARDED:
            frame.f_trace = None if frame.f_code.co_filename.startswith(_OURS) else self._tracer
            frame = frame.f_back

    def _trace(self, frame: FrameType, event: str, _argument: object) -> Any:
        if not self._armed:
            sys.settrace(None)
            return None
        if self._hold.depth or frame.f_code.co_filename.startswith(_OURS):
            return None
        if event == "line":
            self._strike()
        return self._tracer


def _end_child(error: BaseException | None) -> None:
    """The end of a process that user code has forked: as a script's, and never as a second kernel."""
    code = 0
    try:
        if isinstance(error, SystemExit):
            code = error.code if isinstance(error.code, int) else int(error.code is not None)
        elif error is not None:
            sys.excepthook(type(error), error, error.__traceback__)
            code = 1
    finally:
        os._exit(code & 0xFF)


_GUARDED = Interrupts.guarded.__code__
