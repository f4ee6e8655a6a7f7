"""What a block prints, from Python and from child processes, as it is printed.

Python's own streams hand their text over directly, so that prints and displays keep their order exactly. Descriptors
1 and 2 are pipes, for child processes and C code. Both meet in one buffer that is sent at most every 16 ms.
"""

from __future__ import annotations

import codecs
import fcntl
import io
import os
import select
import signal
import sys
import threading
from typing import Callable

from .interrupts import SIGNALS, Interrupts
from .unraised import settle_threads

COALESCE_S = 0.016
COALESCE_CHARS = 32 * 1024
MAX_BLOCK_BYTES = 1024 * 1024
_PIPE_BYTES = 1024 * 1024
_STREAMS = ("stdout", "stderr")

# Called with a stream's name and its text.
Sink = Callable[[str, str], None]


class Capture:
    """Takes over descriptors 1 and 2 and `sys.stdout` and `sys.stderr` of this process for good."""

    def __init__(self, interrupts: Interrupts) -> None:
        self._interrupts = interrupts
        self._lock = threading.RLock()
        self._pending: list[tuple[str, str]] = []
        self._pending_chars = 0
        self._sink: Sink | None = None
        self._sent_bytes = 0
        self._dropped_chars = 0
        self._dropped_stream = "stdout"
        taken = {stream: _take_descriptor(number) for number, stream in enumerate(_STREAMS, 1)}
        self._pipes = {stream: read for stream, (read, _) in taken.items()}
        # Held open, so that a pipe never ends and can be put back when a script has closed its descriptors.
        self._writers = [write for _, write in taken.values()]
        self._decoders = {stream: _decoder() for stream in _STREAMS}
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self._in_child = False
        self._threads: set[threading.Thread] = set()
        os.register_at_fork(after_in_child=self._let_go)
        sys.stdout = sys.__stdout__ = _TextStream(self, "stdout", 1)  # type: ignore[misc, assignment]
        sys.stderr = sys.__stderr__ = _TextStream(self, "stderr", 2)  # type: ignore[misc, assignment]
        threading.Thread(target=self._watch, name="pinlight-capture", daemon=True).start()

    def begin(self, sink: Sink) -> None:
        """From now on, what is printed belongs to one block."""
        for number, writer in enumerate(self._writers, 1):
            if not _is_open(number):
                os.dup2(writer, number, inheritable=True)
        self._threads = set(threading.enumerate())
        with self._lock:
            self._drain()
            self._pending.clear()
            self._pending_chars = 0
            self._sent_bytes = self._dropped_chars = 0
            self._sink = sink

    def flush(self) -> None:
        """Sends what was printed so far: before a display, so that the order holds."""
        if self._in_child:
            return
        with self._interrupts.held(), self._lock:
            self._drain()
            self._send_pending()

    def forget(self) -> None:
        """What was sent has been taken away: it counts no more against the limit."""
        with self._interrupts.held(), self._lock:
            self._sent_bytes = self._dropped_chars = 0

    def end(self) -> None:
        """Sends the rest of a block's text, with a notice of what was over the limit."""
        if not self._in_child:
            settle_threads(self._threads)
        with self._lock:
            self._drain()
            for stream, decoder in self._decoders.items():
                self._append(stream, decoder.decode(b"", True))
                decoder.reset()
            self._send_pending()
            if self._sink and self._dropped_chars:
                limit = MAX_BLOCK_BYTES // 1024**2
                notice = f"\n[{self._dropped_chars} more characters were left out: a block shows {limit} MiB of text]\n"
                self._sink("stderr", notice)
            self._sink = None

    def write(self, stream: str, text: str) -> None:
        """Text from a Python stream. In a process that user code forked, it takes the descriptor instead."""
        if self._in_child:
            _write_all(_STREAMS.index(stream) + 1, text.encode("utf-8", "replace"))
            return
        with self._interrupts.held(), self._lock:
            self._drain()
            self._append(stream, text)

    def write_bytes(self, stream: str, data: bytes) -> None:
        if self._in_child:
            _write_all(_STREAMS.index(stream) + 1, data)
            return
        with self._interrupts.held(), self._lock:
            self._drain()
            self._append(stream, self._decoders[stream].decode(data))

    def _append(self, stream: str, text: str) -> None:
        if not text or self._sink is None:
            return
        if self._sent_bytes >= MAX_BLOCK_BYTES:
            self._dropped_chars += len(text)
            return
        if not self._pending:
            self._wake()
        self._pending.append((stream, text))
        self._pending_chars += len(text)
        if self._pending_chars >= COALESCE_CHARS:
            self._send_pending()

    def _send_pending(self) -> None:
        pending, self._pending, self._pending_chars = self._pending, [], 0
        at = 0
        while at < len(pending) and self._sink:
            stream = pending[at][0]
            end = at
            while end < len(pending) and pending[end][0] == stream:
                end += 1
            text = "".join(part for _, part in pending[at:end])
            at = end
            room = max(0, MAX_BLOCK_BYTES - self._sent_bytes)
            shown = _cut(text, room)
            self._dropped_chars += len(text) - len(shown)
            # What is cut once is over for this block, also when the cut fell inside a character.
            self._sent_bytes = self._sent_bytes + _size(shown) if shown is text else MAX_BLOCK_BYTES
            if shown:
                self._sink(stream, shown)

    def _drain(self) -> None:
        """Reads what stands in the pipes now, without waiting."""
        for stream, pipe in self._pipes.items():
            while True:
                try:
                    data = os.read(pipe, 65536)
                except BlockingIOError:
                    break
                self._append(stream, self._decoders[stream].decode(data))

    def _wake(self) -> None:
        try:
            os.write(self._wake_write, b"x")
        except BlockingIOError:
            pass

    def _watch(self) -> None:
        """Sends what waits, 16 ms after its beginning."""
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        poll = select.poll()
        for pipe in (*self._pipes.values(), self._wake_read):
            poll.register(pipe, select.POLLIN)
        pause = threading.Event()
        while True:
            poll.poll()
            pause.wait(COALESCE_S)
            try:
                os.read(self._wake_read, 4096)
            except BlockingIOError:
                pass
            with self._lock:
                self._drain()
                self._send_pending()

    def _let_go(self) -> None:
        self._in_child = True
        self._lock = threading.RLock()


class _TextStream(io.TextIOBase):
    """`sys.stdout` and `sys.stderr`: text goes to the capture at once, in order."""

    def __init__(self, capture: Capture, name: str, descriptor: int) -> None:
        self._capture, self._stream, self._descriptor = capture, name, descriptor
        self.buffer = io.BufferedWriter(_ByteStream(capture, name, descriptor), 1)  # type: ignore[type-var]

    def __repr__(self) -> str:
        return f"<_io.TextIOWrapper name='<{self._stream}>' mode='w' encoding='utf-8'>"

    name = property(lambda self: f"<{self._stream}>")
    mode = "w"
    encoding = "utf-8"
    errors = "replace"
    line_buffering = True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._capture.write(self._stream, text)
        return len(text)

    def flush(self) -> None:
        self.buffer.flush()

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def reconfigure(self, **_options: object) -> None:
        """Scripts set an encoding or buffering here; both are fixed."""

    def close(self) -> None:
        """A script may close its streams; the next block still prints."""


class _ByteStream(io.RawIOBase):
    def __init__(self, capture: Capture, name: str, descriptor: int) -> None:
        self._capture, self._stream, self._descriptor = capture, name, descriptor

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, data: bytes) -> int:  # type: ignore[override]
        copied = bytes(data)
        self._capture.write_bytes(self._stream, copied)
        return len(copied)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _take_descriptor(number: int) -> tuple[int, int]:
    """Makes descriptor `number` a pipe's writing end; returns the reading end, which never blocks, and the writing."""
    read, write = os.pipe()
    os.dup2(write, number, inheritable=True)
    os.set_blocking(read, False)
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        # C code prints while it holds the interpreter's lock: until it ends, nobody can read what it printed.
        try:
            fcntl.fcntl(read, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        except OSError:
            pass
    return read, write


def _decoder() -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder("utf-8")("replace")


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _cut(text: str, room: int) -> str:
    """The text itself, or as much of it as takes `room` bytes."""
    if len(text) * 4 <= room or _size(text) <= room:
        return text
    return text.encode("utf-8", "replace")[:room].decode("utf-8", "ignore")


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
