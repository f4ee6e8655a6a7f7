"""The kernel's sending end: frames go out whole and in order, whoever sends them and whatever interrupts the sender."""

from __future__ import annotations

import os
import queue
import signal
import socket
import threading
from typing import Any

from .wire import WireError, encode, encode_json

# So much may wait for a slow reader before the sender has to wait too.
_MAX_WAITING_BYTES = 16 * 1024 * 1024


class Channel:
    """Frames from this process to the zygote. One thread of its own writes, so a KeyboardInterrupt cannot cut a frame."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._queue: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._waiting = 0
        self._count = threading.Lock()
        self._room = threading.Event()
        self._room.set()
        self._owner = os.getpid()
        threading.Thread(target=self._write, name="pinlight-send", daemon=True).start()

    def send(self, head: dict[str, Any], body: bytes = b"") -> None:
        """Queues one frame. Waits while the reader is far behind. A process forked by user code sends nothing."""
        if os.getpid() != self._owner:
            return
        try:
            data = encode(head, body)
        except WireError as error:
            data = encode({"type": "log", "level": "error", "text": f"a frame was left out: {error}"})
        self._room.wait()
        self._add(len(data))
        self._queue.put(data)

    def send_json(self, head: dict[str, Any], body: Any) -> None:
        self.send(head, encode_json(body))

    def _add(self, size: int) -> None:
        with self._count:
            self._waiting += size
            if self._waiting > _MAX_WAITING_BYTES:
                self._room.clear()
            else:
                self._room.set()

    def _write(self) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        while True:
            data = self._queue.get()
            try:
                self._socket.sendall(data)
            except OSError:
                # The zygote has gone: nobody is left to run for.
                os._exit(0)
            self._add(-len(data))
