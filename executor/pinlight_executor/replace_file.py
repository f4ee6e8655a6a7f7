"""Putting a finished draft in the place of a file, in one step and without waiting for a disk.

A rename over a file makes ext4 (option `auto_da_alloc`, see ext4(5)) write out the new one's content first, a third of a
millisecond for every save. What lies in a workspace is a copy of what the database holds, so nothing has to outlive a
crash of the machine: the two change places (renameat2(2)), and what is now the draft goes.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
from typing import Any

_EXCHANGE = 2
_rename: Any = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if os.name == "posix" else None


def put_in_place(draft: str, name: str, folder: int) -> None:
    """Both names are of this open folder. An empty folder makes way, too. Raises OSError, and leaves both as they were."""
    if not _exchange(draft, name, folder):
        with contextlib.suppress(OSError):
            os.rmdir(name, dir_fd=folder)
        os.replace(draft, name, src_dir_fd=folder, dst_dir_fd=folder)
        return
    try:
        os.unlink(draft, dir_fd=folder)
    except OSError:
        # It was no file.
        try:
            os.rmdir(draft, dir_fd=folder)
        except OSError:
            _exchange(draft, name, folder)
            raise


def _exchange(one: str, other: str, folder: int) -> bool:
    """False where there is nothing to change places with, or the system cannot do it."""
    return _rename is not None and _rename(folder, os.fsencode(one), folder, os.fsencode(other), _EXCHANGE) == 0
