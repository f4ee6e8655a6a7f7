"""Questions about files that open nothing: `os.stat` and what is built on it, `os.path.exists` and `Path.is_file` among them."""

from __future__ import annotations

import functools
import os
import pathlib
from typing import Any, Callable

_ASKING = ("stat", "lstat", "access", "readlink")
_CAPABILITIES = ("supports_dir_fd", "supports_fd", "supports_follow_symlinks", "supports_effective_ids")


def watch_questions(noted: Callable[[Any], None]) -> None:
    """`noted(path)` is called before each, for the rest of the process. There are no audit events for them."""
    accessor = getattr(pathlib, "_NormalAccessor", None)
    for name in _ASKING:
        real = getattr(os, name)

        def ask(path: Any, *rest: Any, _real: Callable[..., Any] = real, **options: Any) -> Any:
            if not isinstance(path, int) and options.get("dir_fd") is None:
                noted(path)
            return _real(path, *rest, **options)

        functools.update_wrapper(ask, real)
        ask.__module__ = "posix"
        setattr(os, name, ask)
        # Python 3.10's pathlib has taken its own copies.
        if accessor is not None and getattr(accessor, name, None) is real:
            setattr(accessor, name, staticmethod(ask))
        for capability in _CAPABILITIES:
            found = getattr(os, capability)
            if real in found:
                found.add(ask)
