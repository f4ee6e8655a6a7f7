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

from . import PROTOCOL
from .kernel import run_kernel
from .kernel_process import KernelProcess
from .runner_frames import BadFrame, check_frame
from .wire import Decoder, Frame, WireError, encode
from .workspace import PathRefused, delete_file, write_file

_READ_BYTES = 1 << 18
# While more than this waits for the runner, kernels are not read: they wait, and memory does not grow.
_MAX_WAITING_BYTES = 8 * 1024 * 1024


class Zygote:
    """Serves one runner on two descriptors until the runner's end closes."""

    def __init__(self, root: str, read_from: int, write_to: int) -> None:
        self._root = root
        self._input, self._output = read_from, write_to
        self._decoder = Decoder()
        self._kernels: dict[str, KernelProcess] = {}
        self._selector: selectors.BaseSelector = getattr(selectors, "PollSelector", selectors.SelectSelector)()
        self._outbox = bytearray()
        self._running = True
        self._wake_read, self._wake_write = os.pipe()

    def serve(self) -> None:
        for descriptor in (self._input, self._output, self._wake_read, self._wake_write):
            os.set_blocking(descriptor, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        python = ".".join(map(str, sys.version_info[:3]))
        self._send({"type": "hello", "protocol": PROTOCOL, "python": python, "pid": os.getpid()})
        gc.collect()
        gc.freeze()
        while self._running:
            self._turn()
        for kernel in self._kernels.values():
            kernel.kill()

    def _turn(self) -> None:
        """Waits for whatever can go on, and lets it."""
        choked = len(self._outbox) > _MAX_WAITING_BYTES
        wanted = {self._input: selectors.EVENT_READ, self._wake_read: selectors.EVENT_READ}
        if self._outbox:
            wanted[self._output] = selectors.EVENT_WRITE
        for kernel in self._kernels.values():
            events = selectors.EVENT_READ if kernel.readable and not choked else 0
            events |= selectors.EVENT_WRITE if kernel.outbox else 0
            if events:
                wanted[kernel.socket.fileno()] = events
        self._watch(wanted)
        ending = any(kernel.ends_by is not None for kernel in self._kernels.values())
        ready = {key.fd: events for key, events in self._selector.select(0.02 if ending else None)}
        if self._wake_read in ready:
            self._drain_wakeups()
        for kernel in list(self._kernels.values()):
            events = ready.get(kernel.socket.fileno(), 0)
            if events & selectors.EVENT_WRITE:
                kernel.flush()
            if events & selectors.EVENT_READ:
                self._relay(kernel)
        if self._input in ready:
            self._read_runner()
        self._flush()
        self._reap()

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
        if frame.head.get("delete"):
            delete_file(self._root, frame.head["path"])
        else:
            write_file(self._root, frame.head["path"], frame.body)

    def _on_open(self, frame: Frame) -> None:
        name = frame.head["kernel"]
        if name in self._kernels:
            raise BadFrame(f"the kernel {name} is open already")
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            self._become_kernel(ours, theirs, frame.head["path"])
        theirs.close()
        kernel = KernelProcess(name, pid, ours)
        self._kernels[name] = kernel
        self._send({"type": "opened", "kernel": name, "pid": pid})

    def _become_kernel(self, ours: socket.socket, theirs: socket.socket, path: str) -> None:
        os.setpgid(0, 0)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        ours.close()
        for kernel in self._kernels.values():
            kernel.socket.close()
        for descriptor in (self._input, self._output, self._wake_read, self._wake_write):
            os.close(descriptor)
        self._selector.close()
        run_kernel(theirs, self._root, path)

    def _on_run(self, frame: Frame) -> None:
        kernel = self._kernels.get(frame.head["kernel"])
        if kernel is None:
            told = {"type": "exit", "kernel": frame.head["kernel"], "code": None, "signal": None}
            self._send({**told, "reason": "there is no such kernel"})
            return
        kernel.run = frame.head["run"]
        kernel.send(frame)

    def _on_interrupt(self, frame: Frame) -> None:
        kernel = self._kernels.get(frame.head["kernel"])
        # A run that has ended must not have the next one interrupted in its place.
        if kernel is None or kernel.run != frame.head["run"]:
            return
        kernel.send(frame)
        if frame.head["mode"] == "now":
            kernel.interrupt()

    def _on_kill(self, frame: Frame) -> None:
        kernel = self._kernels.get(frame.head["kernel"])
        if kernel is not None:
            kernel.kill()

    def _on_ping(self, frame: Frame) -> None:
        self._send({"type": "pong", "n": frame.head["n"]})

    def _on_shutdown(self, _frame: Frame) -> None:
        self._running = False

    def _relay(self, kernel: KernelProcess) -> bool:
        """Passes on what a kernel sent; False when nothing more stands in its socket."""
        frames, more = kernel.receive()
        for frame in frames:
            if frame.head["type"] == "run-end" and frame.head.get("run") == kernel.run:
                kernel.run = None
            self._send({**frame.head, "kernel": kernel.name}, frame.body)
        return more

    def _reap(self) -> None:
        """Tells of every kernel that died, after all that it had sent."""
        for kernel in list(self._kernels.values()):
            if not kernel.has_ended():
                continue
            while self._relay(kernel):
                pass
            kernel.close()
            del self._kernels[kernel.name]
            told = {"type": "exit", "kernel": kernel.name, "code": kernel.code, "signal": kernel.signal}
            self._send({**told, "reason": kernel.reason} if kernel.reason else told)
        self._flush()

    def _send(self, head: dict[str, object], body: bytes = b"") -> None:
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
    read_from, write_to = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    Zygote(os.path.realpath(os.getcwd()), read_from, write_to).serve()
