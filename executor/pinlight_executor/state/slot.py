"""One piece of process state that blocks can change without binding a name: a generator's state, options, the cwd."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Callable


def digest_by_repr(value: Any) -> bytes:
    """For values whose `repr` says all that matters."""
    return hashlib.blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=16).digest()


@dataclass(eq=False)
class Slot:
    """`read` takes the state as a value that nothing changes later; `write` sets such a value back.

    `ambient`: any code may look at it, so that every block counts as a reader of its present value (options, the
    environment). Without it, only a block that changed the state, or touched it (`touched` was set), has read it: random
    generators, where drawing is changing. `touched` is set by wrappers around calls that may leave the state as it was
    and yet depend on it or fix it, such as seeding; whoever looks at the slot clears it.
    """

    name: str
    read: Callable[[], Any]
    write: Callable[[Any], None]
    ambient: bool = True
    digest: Callable[[Any], bytes] = digest_by_repr
    touched: bool = False
