"""An audit: the document run once more from the top in a process of its own, and what it showed there, to compare.

Nothing of it reaches the runner. It is the first to make way: whatever else has to happen ends it.
"""

from __future__ import annotations

import json
import time
from typing import Any

from .elements import add_element
from .kernel_process import KernelProcess
from .wire import Frame, WireError, encode_json

ABORTED = encode_json({"aborted": True})
# Escaped as JSON this is below the limit of a frame's body.
_MAX_BYTES = 10 * 1024 * 1024
_LONGEST_S = 120.0


class Audit:
    """Gathers the frames of `process`. `answer` is the body for the kernel that asked, None while it goes on."""

    def __init__(self, process: KernelProcess, run: int) -> None:
        self.process, self.run = process, run
        self.answer: bytes | None = None
        self.ends_by = time.monotonic() + _LONGEST_S
        self._blocks: dict[str, dict[str, Any]] = {}
        self._bytes = 0

    def heard(self, frame: Frame) -> None:
        """Takes the next frame; after the last one there is an answer."""
        self._bytes += len(frame.body) if "payload" not in frame.head else 1024
        if self._bytes > _MAX_BYTES:
            self.abort()
        if self.answer is not None:
            return
        try:
            self._take(frame)
        except (KeyError, TypeError, ValueError, AttributeError) as cause:
            # User code shares that process and may write to its socket.
            raise WireError(f"its frame {frame.head['type']!r} is out of shape") from cause

    def abort(self) -> None:
        self.answer = self.answer or ABORTED

    def _take(self, frame: Frame) -> None:
        kind = frame.head["type"]
        if kind == "plan":
            self._blocks = {
                block["id"]: {"id": block["id"], "source": block["source"], "ok": True, "elements": []}
                for block in json.loads(frame.body)["blocks"]
            }
        elif kind == "block-start":
            # A block may start twice, and then only the second time counts.
            self._blocks[frame.head["block"]]["elements"] = []
        elif kind in ("output", "display", "clear"):
            add_element(self._blocks[frame.head["block"]]["elements"], frame)
        elif kind == "block-end":
            self._blocks[frame.head["block"]]["ok"] = frame.head["ok"] is True
        elif kind == "run-end":
            self.answer = encode_json({"status": frame.head["status"], "blocks": list(self._blocks.values())})
        elif kind == "again":
            self.abort()
