"""When SIGINT becomes a KeyboardInterrupt: only while a block's code runs, never in the middle of our own bookkeeping."""

from __future__ import annotations

import contextlib
import signal
import threading
from typing import Iterator


class Interrupts:
    """The main thread's gate. `arm` and `disarm` stand around user code, `held` around our code that it calls."""

    def __init__(self) -> None:
        self._armed = False
        self._held = 0
        self._pending = False
        self._main = threading.main_thread().ident

    def install(self) -> None:
        signal.signal(signal.SIGINT, self._on_signal)

    def arm(self) -> None:
        self._pending = False
        self._armed = True

    def disarm(self) -> None:
        self._armed = False

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
            raise KeyboardInterrupt

    def _on_signal(self, _number: int, _frame: object) -> None:
        if not self._armed:
            return
        if self._held:
            self._pending = True
            return
        raise KeyboardInterrupt
