"""A kernel as the zygote sees it: a process group and a socket."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time

from .wire import Decoder, Frame, WireError, encode

_READ_BYTES = 1 << 18
_END_S = 1.0
# All that a kernel may say. User code shares its process and may write to its socket.
_ALLOWED = {"plan", "block-start", "output", "display", "block-end", "run-end", "log"}


class KernelProcess:
    """`run` is the number of the run that it was last given and has not ended; `reason` says why we ended it."""

    def __init__(self, name: str, pid: int, connection: socket.socket) -> None:
        self.name, self.pid, self.socket = name, pid, connection
        self.outbox = bytearray()
        self.run: int | None = None
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

    def send(self, frame: Frame) -> None:
        self.outbox += encode(frame.head, frame.body)
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
        """The frames that arrived, and whether there may be more. A kernel that breaks the rules is ended."""
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
            self._cut(str(error))
            return frames, False
        return frames, True

    def interrupt(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGINT)

    def kill(self) -> None:
        """Ends the process and its children."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def has_ended(self) -> bool:
        """Whether the process is gone; its code or signal is then known."""
        try:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:
            return True
        if pid == 0:
            if self.ends_by is not None and time.monotonic() > self.ends_by:
                self._cut("its connection closed")
            return False
        if os.WIFSIGNALED(status):
            self.signal = os.WTERMSIG(status)
        else:
            self.code = os.WEXITSTATUS(status)
        return True

    def close(self) -> None:
        """After the end: what it left running in its group ends too."""
        self.kill()
        self.socket.close()

    @property
    def readable(self) -> bool:
        return not self._closed

    def _cut(self, reason: str) -> None:
        self._closed = True
        self.reason = self.reason or reason
        self.kill()
