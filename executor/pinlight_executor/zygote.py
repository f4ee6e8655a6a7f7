"""The sandbox's process: one thread, one loop. It forks a kernel for every document and relays their frames.

It stamps each frame with the kernel that sent it, so that no kernel can speak for another, and it ends a kernel that
breaks the framing. It never runs user code itself.
"""

from __future__ import annotations

import gc
import os
import selectors
import signal
import socket
import sys
import time
from typing import Any, NoReturn

from . import PROTOCOL
from .ahead import think_ahead
from .forks import Forks
from .interrupts import SIGNALS
from .kernel import run_kernel
from .kernels import Kernels
from .runner_frames import BadFrame, check_frame
from .warm import warm_up
from .wire import Decoder, Frame, WireError, encode
from .workspace import PathRefused, delete_file, write_file

_READ_BYTES = 1 << 18
# While more than this waits for the runner, kernels are not read: they wait, and memory does not grow.
_MAX_WAITING_BYTES = 8 * 1024 * 1024
# How long nothing has to happen before a process is forked in advance.
_QUIET_S = 0.03


class Zygote:
    """Serves one runner on two descriptors until the runner's end closes."""

    def __init__(self, root: str, read_from: int, write_to: int) -> None:
        self._root = root
        self._input, self._output = read_from, write_to
        self._decoder = Decoder()
        self._selector: selectors.BaseSelector = getattr(selectors, "PollSelector", selectors.SelectSelector)()
        self._outbox = bytearray()
        self._running = True
        self._wake_read, self._wake_write = os.pipe()
        own = [read_from, write_to, self._wake_read, self._wake_write]
        self._kernels = Kernels(root, Forks(own, self._live), self._send, _audit_idle_s())

    def serve(self) -> None:
        for descriptor in (self._input, self._output, self._wake_read, self._wake_write):
            os.set_blocking(descriptor, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        python = ".".join(map(str, sys.version_info[:3]))
        self._send({"type": "hello", "protocol": PROTOCOL, "python": python, "pid": os.getpid()})
        self._flush()
        gc.collect()
        gc.freeze()
        self._kernels.make_spare()
        while self._running:
            self._turn()
        self._kernels.kill_all()

    def _live(self, connection: socket.socket, crash: int) -> NoReturn:
        run_kernel(connection, crash, self._root)

    def _turn(self) -> None:
        """Waits for whatever can go on, and lets it."""
        choked = len(self._outbox) > _MAX_WAITING_BYTES
        wanted = {self._input: selectors.EVENT_READ, self._wake_read: selectors.EVENT_READ}
        if self._outbox:
            wanted[self._output] = selectors.EVENT_WRITE
        for process in self._kernels.processes():
            events = selectors.EVENT_READ if process.readable and not choked else 0
            events |= selectors.EVENT_WRITE if process.outbox else 0
            if events:
                wanted[process.socket.fileno()] = events
        self._watch(wanted)
        ready = {key.fd: events for key, events in self._selector.select(self._wait_s())}
        if not ready and self._kernels.wants_spare():
            self._kernels.make_spare()
        if self._wake_read in ready:
            self._drain_wakeups()
        for process in list(self._kernels.processes()):
            events = ready.get(process.socket.fileno(), 0)
            if events & selectors.EVENT_WRITE:
                process.flush()
            if events & selectors.EVENT_READ:
                self._kernels.hear(process)
        if self._input in ready:
            self._read_runner()
        self._kernels.reap()
        self._flush()

    def _wait_s(self) -> float | None:
        deadline = self._kernels.next_deadline()
        left = max(0.0, deadline - time.monotonic()) + 0.01 if deadline is not None else None
        if not self._kernels.wants_spare():
            return left
        return _QUIET_S if left is None else min(left, _QUIET_S)

    def _watch(self, wanted: dict[int, int]) -> None:
        present = {key.fd: key.events for key in self._selector.get_map().values()}
        for descriptor in present.keys() - wanted.keys():
            self._selector.unregister(descriptor)
        for descriptor, events in wanted.items():
            if descriptor not in present:
                self._selector.register(descriptor, events)
            elif present[descriptor] != events:
                self._selector.modify(descriptor, events)

    def _read_runner(self) -> None:
        try:
            data = os.read(self._input, _READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._running = False
            return
        try:
            for frame in self._decoder.feed(data):
                self._obey(frame)
        except WireError as error:
            sys.stderr.write(f"pinlight executor: the runner broke the framing: {error}\n")
            self._running = False

    def _obey(self, frame: Frame) -> None:
        try:
            check_frame(frame)
            getattr(self, "_on_" + frame.head["type"])(frame)
        except (BadFrame, PathRefused) as refused:
            self._log(f"{frame.head['type']}: {refused}", frame.head.get("kernel"))

    def _on_write(self, frame: Frame) -> None:
        self._kernels.end_audits()
        if frame.head.get("delete"):
            delete_file(self._root, frame.head["path"])
        else:
            write_file(self._root, frame.head["path"], frame.body)

    def _on_open(self, frame: Frame) -> None:
        self._kernels.open(frame)
        # Whatever came in the same bytes may take a while.
        self._flush()

    def _on_run(self, frame: Frame) -> None:
        self._kernels.run(frame)

    def _on_interrupt(self, frame: Frame) -> None:
        self._kernels.interrupt(frame)

    def _on_kill(self, frame: Frame) -> None:
        self._kernels.kill(frame)

    def _on_ping(self, frame: Frame) -> None:
        self._send({"type": "pong", "n": frame.head["n"]})

    def _on_shutdown(self, _frame: Frame) -> None:
        self._running = False

    def _send(self, head: dict[str, Any], body: bytes = b"") -> None:
        self._outbox += encode(head, body)

    def _log(self, text: str, kernel: object = None) -> None:
        told = {"type": "log", "level": "error", "text": text[:9000]}
        self._send({**told, "kernel": kernel} if isinstance(kernel, str) else told)

    def _flush(self) -> None:
        while self._outbox:
            try:
                written = os.write(self._output, memoryview(self._outbox)[:_READ_BYTES])
            except BlockingIOError:
                return
            except OSError:
                self._running = False
                return
            del self._outbox[:written]

    def _drain_wakeups(self) -> None:
        try:
            while os.read(self._wake_read, 4096):
                pass
        except BlockingIOError:
            pass


def serve() -> None:
    """Takes standard input and output for frames; a stray print goes to standard error instead."""
    warm_up()
    think_ahead()
    read_from, write_to = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    Zygote(os.path.realpath(os.getcwd()), read_from, write_to).serve()


def _audit_idle_s() -> float | None:
    """`PINLIGHT_AUDIT_IDLE_S`: seconds, 2 when it is not set; below 0, audits only when a run asks for one."""
    seconds = float(os.environ.get("PINLIGHT_AUDIT_IDLE_S") or 2)
    return seconds if seconds >= 0 else None
