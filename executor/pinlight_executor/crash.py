"""Last words of a process that C code brought down: where in the document it happened."""

from __future__ import annotations

import faulthandler
import os
import re

_READ_BYTES = 16 * 1024
_ERROR = re.compile(r"^Fatal Python error: (.{1,200})$", re.MULTILINE)
_FRAME = re.compile(r'^  File "(.{1,1000})", line (\d{1,9})', re.MULTILINE)


def write_crashes_to(descriptor: int) -> None:
    """From now on, a fatal signal leaves the main thread's traceback there before this process dies."""
    faulthandler.enable(descriptor, all_threads=False)


def read_crash(descriptor: int, root: str) -> str | None:
    """One sentence from what a dead process left, None when it left nothing. `descriptor` never blocks."""
    try:
        text = os.read(descriptor, _READ_BYTES).decode("utf-8", "replace")
    except OSError:
        return None
    error = _ERROR.search(text)
    if error is None:
        return None
    for path, line in _FRAME.findall(text):
        if path.startswith(root + os.sep):
            return f"{error[1]} in {path[len(root) + 1 :]}, line {line}"
    return error[1]
