"""The first frame of a process: which document it is for. A process that was forked in advance waits for it."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass

from .wire import Decoder, WireError


@dataclass(frozen=True)
class Begin:
    """`audit_idle_s`: how long nothing has to happen before an audit is asked for; None for only when a run says so.

    `audit`: this process is one.
    """

    path: str
    audit_idle_s: float | None
    audit: bool

    def to_head(self) -> dict[str, object]:
        return {"type": "begin", "path": self.path, "auditIdleS": self.audit_idle_s, "audit": self.audit}


def wait_for_begin(connection: socket.socket, decoder: Decoder) -> Begin:
    """What follows in the same bytes stays in the decoder. Ends the process when the zygote has gone."""
    while True:
        try:
            data = connection.recv(1 << 18)
            for frame in decoder.feed(data):
                return Begin(frame.head["path"], frame.head["auditIdleS"], frame.head["audit"])
        except (OSError, WireError):
            data = b""
        if not data:
            os._exit(0)
