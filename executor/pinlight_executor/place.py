"""Where a process's document lies. A process that was forked in advance learns it last, when all else is made."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass
class Place:
    """`root`: the workspace's folder; `path`: the document's in it, empty until it is known."""

    root: str
    path: str = ""

    @property
    def file(self) -> str:
        return os.path.join(self.root, self.path)
