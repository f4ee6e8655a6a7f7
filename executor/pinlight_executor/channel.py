"""The kernel's sending end: frames go out whole and in order, whoever sends them and whatever interrupts the sender."""

from __future__ import annotations

import os
import socket
import threading
from typing import Any

from .interrupts import Interrupts
from .wire import WireError, encode, encode_json


class Channel:
    """Frames from this process to the zygote. When `send` returns a frame is on its way, whatever crashes next."""

    def __init__(self, connection: socket.socket, interrupts: Interrupts) -> None:
        self._socket, self._interrupts = connection, interrupts
        self._turn = threading.Lock()
        self._owner = os.getpid()

    def send(self, head: dict[str, Any], body: bytes = b"") -> None:
        """Waits while the reader is far behind. A process that user code forked sends nothing."""
        if os.getpid() != self._owner:
            return
        try:
            data = encode(head, body)
        except WireError as error:
            data = encode({"type": "log", "level": "error", "text": f"a frame was left out: {error}"})
        with self._interrupts.held(), self._turn:
            try:
                self._socket.sendall(data)
            except OSError:
                # The zygote has gone: nobody is left to run for.
                os._exit(0)

    def send_json(self, head: dict[str, Any], body: Any) -> None:
        self.send(head, encode_json(body))
