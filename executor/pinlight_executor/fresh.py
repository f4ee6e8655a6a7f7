"""When a process cannot give right results any more, and what the next one has to know."""

from __future__ import annotations

from typing import Any


class FreshNeeded(Exception):
    """The run has to begin again in a new process, once. A plan that was told already stands; blocks may start twice.

    `state` is JSON: what the engine of the new process is given before its first run.
    """

    def __init__(self, state: dict[str, Any]) -> None:
        super().__init__("a new process is needed")
        self.state = state
