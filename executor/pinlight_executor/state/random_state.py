"""The hidden generator of the module `random`."""

from __future__ import annotations

import hashlib
import struct
from types import ModuleType
from typing import Any

from .kept import KeptDigest
from .slot import Slot
from .touching import touch_on_call

SEED = 0


def slots(module: ModuleType) -> list[Slot]:
    module.seed(SEED)
    slot = generator_slot("random", module._inst)
    touch_on_call(slot, module, ("seed", "getstate", "setstate"))
    return [slot]


def generator_slot(name: str, generator: Any) -> Slot:
    """Any `random.Random`."""
    read, write = generator.getstate, generator.setstate
    last: list[Any] = [read()]

    def read_kept() -> Any:
        state = read()
        if state != last[0]:
            last[0] = state
        return last[0]

    return Slot(name, read_kept, write, ambient=False, digest=KeptDigest(_digest))


def _digest(state: Any) -> bytes:
    version, words, gauss = state
    packed = struct.pack(f"{len(words)}I", *words)
    return hashlib.blake2b(packed + repr((version, gauss)).encode(), digest_size=16).digest()
