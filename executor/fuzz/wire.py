"""JSON messages on a socket, with a length in front; a peer that died or hangs is a value, not an exception."""

from __future__ import annotations

import json
import select
import socket
import struct
import time
from typing import Any

# Taken before any document runs: a document may put its own in the library's place.
_dumps, _loads = json.dumps, json.loads
_LENGTH = struct.Struct(">I")


class Gone(Exception):
    """The other end closed its socket: its process has ended."""


class Late(Exception):
    """No whole message came within the time limit."""


def send(connection: socket.socket, message: Any) -> None:
    """Raises Gone."""
    data = _dumps(message, ensure_ascii=True).encode()
    try:
        connection.sendall(_LENGTH.pack(len(data)) + data)
    except OSError as cause:
        raise Gone(str(cause)) from None


def receive(connection: socket.socket, seconds: float | None = None) -> Any:
    """The next message; waits for ever without `seconds`. Raises Gone and Late."""
    until = None if seconds is None else time.monotonic() + seconds
    (size,) = _LENGTH.unpack(_exactly(connection, _LENGTH.size, until))
    return _loads(_exactly(connection, size, until))


def _exactly(connection: socket.socket, size: int, until: float | None) -> bytes:
    parts: list[bytes] = []
    while size:
        if until is not None and not select.select([connection], [], [], max(0.0, until - time.monotonic()))[0]:
            raise Late
        try:
            data = connection.recv(min(size, 1 << 20))
        except OSError as cause:
            raise Gone(str(cause)) from None
        if not data:
            raise Gone("closed")
        parts.append(data)
        size -= len(data)
    return b"".join(parts)
