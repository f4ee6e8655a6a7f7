"""The process of one document: a control thread reads frames, so that a stop arrives while user code runs."""

from __future__ import annotations

import json
import os
import queue
import signal
import socket
import sys
import threading
import traceback
from typing import Any

from .channel import Channel
from .engine import Engine, RunRequest
from .interrupts import Interrupts
from .wire import Decoder, Frame, WireError

_STATUS = {"now": "interrupted", "after-block": "stopped"}


class Kernel:
    """Runs until its connection closes. Requests are worked through one after the other."""

    def __init__(self, connection: socket.socket, root: str, path: str) -> None:
        self._socket = connection
        self._requests: queue.SimpleQueue[RunRequest] = queue.SimpleQueue()
        self._stop: tuple[int, str] | None = None
        interrupts = Interrupts()
        interrupts.install()
        self._channel = Channel(connection, interrupts)
        self._engine = Engine(root, path, self._channel, interrupts, self._stopped)
        # A process that user code forks must not hold on to the connection: its end tells of this process's end.
        os.register_at_fork(after_in_child=connection.close)

    def serve(self) -> None:
        """Never returns but by the process's end."""
        threading.Thread(target=self._listen, name="pinlight-control", daemon=True).start()
        while True:
            request = self._requests.get()
            try:
                self._engine.run(request)
            except BaseException as fault:
                # Our own fault, not the document's: its kernel's state is not known any more.
                text = "".join(traceback.format_exception(type(fault), fault, fault.__traceback__))
                self._channel.send({"type": "log", "level": "error", "text": text[-9000:]})
                message = f"the executor failed: {type(fault).__name__}: {fault}"[:3000]
                end = {"type": "run-end", "run": request.run, "status": "failed", "message": message}
                self._channel.send_json(end, {"reads": [], "imports": []})

    def _stopped(self, run: int) -> str | None:
        stop = self._stop
        return stop[1] if stop is not None and stop[0] == run else None

    def _listen(self) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        decoder = Decoder()
        while True:
            try:
                data = self._socket.recv(1 << 18)
                frames = list(decoder.feed(data))
            except (OSError, WireError):
                data = b""
            if not data:
                os._exit(0)
            for frame in frames:
                self._take(frame)

    def _take(self, frame: Frame) -> None:
        kind = frame.head["type"]
        if kind == "run":
            self._requests.put(_read_request(frame))
        elif kind == "interrupt":
            self._stop = (frame.head["run"], _STATUS.get(frame.head.get("mode", "now"), "interrupted"))


def run_kernel(connection: socket.socket, root: str, path: str) -> None:
    """The forked child's whole life: ends the process."""
    try:
        sys.setrecursionlimit(1000)
        Kernel(connection, root, path).serve()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(70)


def _read_request(frame: Frame) -> RunRequest:
    """Trusts the frame: the zygote passed on what the runner sent, and checked it."""
    size = frame.head["sourceBytes"]
    rest: dict[str, Any] = json.loads(frame.body[size:]) if len(frame.body) > size else {}
    prior = [(block["id"], block["source"]) for block in rest.get("prior", [])]
    return RunRequest(frame.head["run"], frame.body[:size], list(frame.head.get("changed", [])), prior)
