"""What the document has asked to be called at exit."""

from __future__ import annotations

import functools
from typing import Any

from .kept import KeptDigest
from .plain import digest_plain
from .slot import Slot

_Call = tuple[Any, tuple[Any, ...], dict[str, Any]]


def slots(atexit: Any) -> list[Slot]:
    """Only functions of the document count: a library registers its own once, when it is imported."""
    register, unregister = atexit.register, atexit.unregister
    last: list[tuple[_Call, ...]] = [()]

    @functools.wraps(register)
    def register_noted(func: Any, /, *args: Any, **kwargs: Any) -> Any:
        register(func, *args, **kwargs)
        if getattr(func, "__module__", None) == "__main__":
            last[0] = (*last[0], (func, args, kwargs))
        return func

    @functools.wraps(unregister)
    def unregister_noted(func: Any, /) -> None:
        unregister(func)
        last[0] = tuple(call for call in last[0] if call[0] != func)

    def write(wanted: tuple[_Call, ...]) -> None:
        if wanted is last[0]:
            return
        for func in [call[0] for call in last[0]]:
            unregister(func)
        for func, args, kwargs in wanted:
            register(func, *args, **kwargs)
        last[0] = wanted

    atexit.register, atexit.unregister = register_noted, unregister_noted
    return [Slot("atexit", lambda: last[0], write, digest=KeptDigest(lambda calls: digest_plain(list(calls))))]
