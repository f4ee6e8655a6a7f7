"""A block as the engine keeps it from one state of the document to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .record import Record
from .static_names import StaticNames


@dataclass(eq=False)
class Cell:
    """`key` is equal for two texts that run the same; `block` is the present text's. `runs`: how often it has run,
    `made`: the functions and classes of its last execution, `changes`: names of what that changed in place."""

    id: str
    key: str
    block: Any
    names: StaticNames = field(default_factory=StaticNames)
    record: Record | None = None
    changes: frozenset[str] = frozenset()
    made: set[int] = field(default_factory=set)
    runs: int = 0
