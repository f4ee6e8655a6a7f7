"""A block as the engine keeps it from one state of the document to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .record import Record
from .static_names import StaticNames


@dataclass(eq=False)
class Cell:
    """`key` is equal for two texts that run the same; `block` is the present text's. `runs`: how often it has run."""

    id: str
    key: str
    block: Any
    names: StaticNames = field(default_factory=StaticNames)
    record: Record | None = None
    changes: frozenset[str] = frozenset()
    runs: int = 0
