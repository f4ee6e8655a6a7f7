"""When SIGINT becomes a KeyboardInterrupt: only while a block's code runs, never in the middle of our bookkeeping."""

from __future__ import annotations

import contextlib
import signal
import threading
from typing import Callable, Iterator


class Interrupts:
    """The main thread's gate: user code runs inside `guarded`, and what it calls of ours inside `held`."""

    def __init__(self) -> None:
        self._armed = False
        self._held = 0
        self._pending = False
        self._hit = False
        self._main = threading.main_thread().ident

    def install(self) -> None:
        signal.signal(signal.SIGINT, self._on_signal)

    def guarded(self, work: Callable[[], None]) -> BaseException | None:
        """Runs what may run user code; returns what it raised, None for nothing."""
        try:
            self._pending = False
            self._armed = True
            try:
                work()
            finally:
                self._armed = False
        except BaseException as error:
            self._armed = False
            return error
        return None

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Lets an interrupt wait until the end of what must not be cut in two. Other threads pass through."""
        if threading.get_ident() != self._main:
            yield
            return
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
        if self._pending and not self._held and self._armed:
            self._pending = False
            self._strike()

    def take_hit(self) -> bool:
        """Whether user code was interrupted since the last call, whatever it made of it."""
        hit, self._hit = self._hit, False
        return hit

    def _on_signal(self, _number: int, _frame: object) -> None:
        if not self._armed:
            return
        if self._held:
            self._pending = True
            return
        self._strike()

    def _strike(self) -> None:
        self._hit = True
        raise KeyboardInterrupt
