"""A kernel's side of audits: when one is asked for, and what becomes of its answer."""

from __future__ import annotations

import json
import time
from typing import Any

from .channel import Channel

# An audit that had to make way is asked for again, but not for ever.
_MOST_TRIES = 3


class Auditing:
    """`idle_s`: how long nothing has to happen first, None: only runs that ask for an audit get one.

    The engine says what an audit process needs to know (`wants_audit`) and what its results mean (`compare_audit`).
    """

    def __init__(self, engine: Any, channel: Channel, idle_s: float | None) -> None:
        self._engine, self._channel, self._idle_s = engine, channel, idle_s
        self._run: int | None = None
        self._due: float | None = None
        self._tries = 0
        self._promised = False

    def run_begins(self) -> None:
        self._run = self._due = None

    def run_ended(self, run: int, promised: bool) -> None:
        """`promised`: somebody waits for a frame `audit` of this run, at once and whatever comes of it."""
        self._run, self._tries, self._promised = run, 0, promised
        if promised:
            self._ask()
        elif self._idle_s is not None:
            self._due = time.monotonic() + self._idle_s

    def wait_s(self) -> float | None:
        """How long to wait for work before `idle` is called, None for ever."""
        return max(0.0, self._due - time.monotonic()) if self._due is not None else None

    def idle(self) -> None:
        if self._due is not None and time.monotonic() >= self._due:
            self._ask()

    def answered(self, run: int, body: bytes) -> None:
        """The zygote brought the results, or that there are none."""
        collected = json.loads(body)
        if collected.get("aborted"):
            self._engine.end_audit()
        if run != self._run:
            return
        if not collected.get("aborted"):
            verdict = self._engine.compare_audit(collected)
            if verdict is not None and verdict.get("again"):
                self._ask()
            else:
                self._tell(verdict)
        elif self._promised or self._idle_s is None:
            self._tell(None)
        elif self._tries < _MOST_TRIES:
            self._due = time.monotonic() + self._idle_s

    def _ask(self) -> None:
        self._due = None
        self._tries += 1
        wants = getattr(self._engine, "wants_audit", None)
        state = wants() if wants is not None else None
        if state is None:
            self._tell(None)
        else:
            self._channel.send_json({"type": "audit-request", "run": self._run}, state)

    def _tell(self, verdict: dict[str, Any] | None) -> None:
        if verdict is not None or self._promised:
            self._channel.send_json({"type": "audit", "run": self._run}, verdict)
