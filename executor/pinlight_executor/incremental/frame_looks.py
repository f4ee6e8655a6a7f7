"""Libraries that look for names in the frames of their callers: `df.query("a > @limit")`, SQL over frames by name.

They read the globals as a dict, past the trap. There is no telling which names they will look for, so the block that
called them counts as a reader of all. Code that reads the globals of functions as a dict asks nobody at all, and is known
by what the document names.
"""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any, Callable, Iterable

from .cell import Cell

_OURS = __name__.partition(".")[0]
# They count frames, or look for a file's name, to say whose code a warning is about.
_COUNTING = {
    "find_stack_level", "find_stacklevel", "_find_stack_level", "find_user_stack_level", "get_stacklevel", "warn_external",
    "_get_stacklevel", "issue_deprecation_warning", "findCaller", "currentframe",
}
# Attributes that lead to the globals' dict, test runners that collect by name, and what sends functions elsewhere with
# the globals that they use.
_MENTIONS = {
    "__globals__", "f_globals", "f_locals", "doctest", "unittest", "cloudpickle", "dill", "joblib", "n_jobs", "dask", "ray",
    "numba", "pyspark", "torchscript", "dynamo",
}

_frame_of: Callable[[int], FrameType] = sys._getframe


class FrameLooks:
    """`show_all` is called when somebody may look; `document` are the document's globals."""

    def __init__(self, document: dict[str, Any], show_all: Callable[[], Any]) -> None:
        self._document, self._show_all = document, show_all
        self._busy = False

    def notice(self, arguments: tuple[Any, ...]) -> None:
        """The audit event `sys._getframe`; called by the hook itself. May raise what `show_all` raises."""
        if self._busy:
            return
        self._busy = True
        try:
            looks = self._looks(_frame_of(2), arguments[0] if arguments else None)
        finally:
            self._busy = False
        if looks:
            self._show_all()

    def _looks(self, caller: FrameType | None, found: Any) -> bool:
        while caller is not None and caller.f_globals.get("__name__") == "inspect":
            caller = caller.f_back
        if caller is None:
            return False
        if caller.f_globals is self._document:
            return True
        if caller.f_code.co_name in _COUNTING or caller.f_code.co_name == "<module>":
            return False
        if isinstance(found, FrameType) and found.f_code.co_name == "<module>" and found.f_globals is not self._document:
            return False
        top = str(caller.f_globals.get("__name__", "")).partition(".")[0]
        return top != _OURS and top not in sys.stdlib_module_names


def looked_into(cells: Iterable[Cell]) -> set[str]:
    """Ids of the blocks that run with all names in the globals: from the first on that names one of the above."""
    found: set[str] = set()
    begun = False
    for cell in cells:
        begun = begun or not cell.names.mentions.isdisjoint(_MENTIONS)
        if begun:
            found.add(cell.id)
    return found
