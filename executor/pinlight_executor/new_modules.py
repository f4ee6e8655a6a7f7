"""What was added to `sys.modules` since the last look.

It costs as much as is new: a look at each of a thousand modules, block by block, would also write to a thousand pages
that forked processes otherwise share.
"""

from __future__ import annotations

import sys
from itertools import takewhile
from typing import Any


class NewModules:
    """`whole`: the last look could not tell what is new, and gave all modules there are."""

    def __init__(self, since_now: bool = False) -> None:
        """`since_now`: what is loaded already is not new."""
        self.whole = False
        self._last: tuple[str, Any] | None = _last() if since_now else None

    def look(self) -> list[tuple[str, Any]]:
        """(name, module) of those added, in their order. One that took another's place under its name is not seen."""
        before, self._last = self._last, _last()
        self.whole = False
        if before is not None and self._last is not None:
            if before[0] == self._last[0] and before[1] is self._last[1]:
                return []
            if sys.modules.get(before[0]) is before[1]:
                added = takewhile(lambda item: item[0] != before[0], reversed(sys.modules.items()))
                return list(added)[::-1]
        self.whole = True
        return list(sys.modules.items())


def _last() -> tuple[str, Any] | None:
    name = next(reversed(sys.modules), None)
    return None if name is None else (name, sys.modules[name])
