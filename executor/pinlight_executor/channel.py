"""The kernel's sending end: frames go out whole and in order, whoever sends them and whatever interrupts the sender."""

from __future__ import annotations

import os
import socket
import threading
from typing import Any, Callable

from .interrupts import Interrupts
from .wire import WireError, encode, encode_json

_give_way: Callable[[], None] = getattr(os, "sched_yield", lambda: None)


class Channel:
    """Frames from this process to the zygote. When `send` returns a frame is on its way, whatever crashes next."""

    def __init__(self, connection: socket.socket, interrupts: Interrupts) -> None:
        self._socket, self._interrupts = connection, interrupts
        self._turn = threading.Lock()
        self._owner = os.getpid()
        self._held = b""

    def hold(self, head: dict[str, Any], body: bytes = b"") -> None:
        """A frame that goes out together with the next one, which follows at once: each is a wake-up for three processes."""
        with self._interrupts.held(), self._turn:
            self._held += _bytes_of(head, body)

    def send(self, head: dict[str, Any], body: bytes = b"") -> None:
        """Waits while the reader is far behind. A process that user code forked sends nothing."""
        if os.getpid() != self._owner:
            return
        data = _bytes_of(head, body)
        with self._interrupts.held(), self._turn:
            data, self._held = self._held + data, b""
            try:
                self._socket.sendall(data)
            except OSError:
                # The zygote has gone: nobody is left to run for.
                os._exit(0)

    def show(self, head: dict[str, Any], body: bytes) -> None:
        """As `send`, for what somebody waits to see: whoever passes it on may share our CPU, and goes first."""
        self.send(head, body)
        _give_way()

    def send_json(self, head: dict[str, Any], body: Any) -> None:
        self.send(head, encode_json(body))


def _bytes_of(head: dict[str, Any], body: bytes) -> bytes:
    try:
        return encode(head, body)
    except WireError as error:
        return encode({"type": "log", "level": "error", "text": f"a frame was left out: {error}"})
