"""A forked process as the zygote sees it: a process group, a socket, and what it says when it crashes."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from typing import Any

from .crash import read_crash
from .interrupts import INTERRUPT
from .wire import Decoder, Frame, WireError, encode

_READ_BYTES = 1 << 18
_END_S = 1.0
# All that a kernel may say to the runner; the zygote stamps it and passes it on.
RELAYED = {"plan", "block-start", "output", "display", "clear", "block-end", "run-end", "audit", "log"}
# What it may say besides, to the zygote itself. User code shares its process and may write to its socket.
_ALLOWED = RELAYED | {"again", "audit-request"}


class KernelProcess:
    """`code`, `signal` and `reason` tell how it ended; `ends_by` is when it is ended if it has not by itself."""

    def __init__(self, pid: int, connection: socket.socket, crash: int) -> None:
        self.pid, self.socket, self.crash = pid, connection, crash
        self.outbox = bytearray()
        self.code: int | None = None
        self.signal: int | None = None
        self.reason: str | None = None
        self.ends_by: float | None = None
        self._decoder = Decoder()
        self._closed = False
        connection.setblocking(False)
        # Both sides do it: whoever comes first, the group exists before anything is sent to it.
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)

    def tell(self, head: dict[str, Any], body: bytes = b"") -> None:
        """Queues a frame. Raises WireError when it is over the limits."""
        self.outbox += encode(head, body)
        self.flush()

    def flush(self) -> None:
        while self.outbox:
            try:
                written = self.socket.send(memoryview(self.outbox)[:_READ_BYTES])
            except BlockingIOError:
                return
            except OSError:
                self.outbox.clear()
                return
            del self.outbox[:written]

    def receive(self) -> tuple[list[Frame], bool]:
        """The frames that arrived, and whether there may be more. A process that breaks the rules is ended."""
        if self._closed:
            return [], False
        try:
            data = self.socket.recv(_READ_BYTES)
        except BlockingIOError:
            return [], False
        except OSError:
            data = b""
        if not data:
            # Its process is about to end, or has closed what is not its own to close.
            self._closed = True
            self.ends_by = time.monotonic() + _END_S
            return [], False
        frames: list[Frame] = []
        try:
            for frame in self._decoder.feed(data):
                if frame.head["type"] not in _ALLOWED:
                    raise WireError(f"it sent a frame {frame.head['type'][:40]!r}, which no kernel sends")
                frames.append(frame)
        except WireError as error:
            self.cut(str(error))
            return frames, False
        return frames, True

    def interrupt(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, INTERRUPT)

    def kill(self) -> None:
        """Ends the process and its children."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def cut(self, reason: str) -> None:
        """Ends it, and says why."""
        self._closed = True
        self.reason = self.reason or reason
        self.kill()

    def has_ended(self, root: str) -> bool:
        """Whether the process is gone; how is then known. One that stopped itself goes on: nobody else could say so."""
        try:
            pid, status = os.waitpid(self.pid, os.WNOHANG | os.WUNTRACED)
        except ChildProcessError:
            return True
        if pid == 0:
            if self.ends_by is not None and time.monotonic() > self.ends_by:
                self.cut("its connection closed")
            return False
        if os.WIFSTOPPED(status):
            os.kill(self.pid, signal.SIGCONT)
            return False
        if os.WIFSIGNALED(status):
            self.signal = os.WTERMSIG(status)
            self.reason = self.reason or read_crash(self.crash, root)
        else:
            self.code = os.WEXITSTATUS(status)
        return True

    def close(self) -> None:
        """After the end: what it left running in its group ends too."""
        self.kill()
        self.let_go()

    def let_go(self) -> None:
        """Closes this process's ends, as a child has to that is no part of the talk."""
        self.socket.close()
        if self.crash >= 0:
            os.close(self.crash)
            self.crash = -1

    @property
    def readable(self) -> bool:
        return not self._closed
