"""Errors that no block raises: in a thread, in a `__del__`. Python only prints them, and here the block shows them."""

from __future__ import annotations

import linecache
import sys
import threading
import time
from types import TracebackType
from typing import Any

from .errors import ErrorFormatter
from .workspace import relative_path

# A thread that a block leaves alive has this long to end by itself, so that its error is shown on that block.
_SETTLE_S = 0.05


def surface_unraised(root: str) -> None:
    """Tracebacks on `sys.stderr` are those of errors: paths of the workspace, the file's lines, none of our frames."""

    def shorten(path: str) -> str:
        return relative_path(root, path) or path

    formatter = ErrorFormatter(shorten, lambda _code, line: line, linecache.getline)

    def tell(head: str, error: BaseException | None) -> None:
        text = formatter.bundle(error)["text/plain"] if error is not None else ""
        sys.stderr.write(f"{head}\n{text}\n" if text else f"{head}\n")

    def in_thread(arguments: Any) -> None:
        """`threading.excepthook`."""
        if not issubclass(arguments.exc_type, SystemExit):
            name = arguments.thread.name if arguments.thread is not None else threading.get_ident()
            tell(f"Exception in thread {name}:", _without_threading(arguments.exc_value))

    def ignored(arguments: Any) -> None:
        """`sys.unraisablehook`."""
        message = arguments.err_msg or "Exception ignored in"
        tell(f"{message}: {_name_of(arguments.object)}", arguments.exc_value)

    threading.excepthook = in_thread
    sys.unraisablehook = ignored


def settle_threads(before: set[threading.Thread]) -> None:
    """Waits a moment for threads that are not in `before`."""
    ends_by = time.monotonic() + _SETTLE_S
    for thread in set(threading.enumerate()) - before - {threading.current_thread()}:
        if not thread.name.startswith("pinlight-"):
            thread.join(max(0.0, ends_by - time.monotonic()))


def _without_threading(error: BaseException | None) -> BaseException | None:
    """The frames of `threading` itself say nothing to a reader."""
    trace: TracebackType | None = error.__traceback__ if error is not None else None
    while trace is not None and trace.tb_next is not None and trace.tb_frame.f_code.co_filename == threading.__file__:
        trace = trace.tb_next
    return error.with_traceback(trace) if error is not None else None


def _name_of(value: object) -> str:
    try:
        return repr(value)[:200]
    except Exception:
        return f"<{type(value).__name__}>"
