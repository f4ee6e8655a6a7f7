"""Documents that notice who holds their values: they run as a whole, in a new process, at every change.

Records of what blocks did hold on to values. Code that sees when a value goes away (`__del__`, weak references, reference
counts) would see that, so it is run the plain way: an ordinary namespace, nothing kept, nothing skipped. The same goes for
code that sees what is left of a block that is gone in places that are never emptied.
"""

from __future__ import annotations

from typing import Iterable

from .cell import Cell

_TELLING = {
    "__del__": "`__del__`",
    "weakref": "weak references",
    "getrefcount": "reference counts",
    "get_referrers": "`gc.get_referrers`",
    "get_objects": "`gc.get_objects`",
    "settrace": "`sys.settrace`",
    "__subclasses__": "the subclasses that there are of a class",
    "loggerDict": "the loggers that there are",
    "setLoggerClass": "`logging.setLoggerClass`",
}


def plain_reason(cells: Iterable[Cell]) -> str | None:
    """What such code the document has, None for none."""
    for cell in cells:
        for name in cell.names.mentions:
            if name in _TELLING:
                return f"it uses {_TELLING[name]}"
    return None
