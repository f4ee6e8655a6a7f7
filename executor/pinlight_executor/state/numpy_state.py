"""numpy's global generator, how arrays print, and what floating point errors do."""

from __future__ import annotations

import hashlib
import sys
from types import ModuleType
from typing import Any

from .kept import KeptDigest, attributes_slot, value_slot
from .plain import identity
from .slot import Slot
from .touching import touch_on_call

SEED = 0


def slots(numpy: ModuleType) -> list[Slot]:
    numpy.random.seed(SEED)
    found = [
        _generator_slot(numpy),
        value_slot("numpy.printoptions", numpy.get_printoptions, _set_print_options(numpy)),
        value_slot("numpy.seterr", numpy.geterr, lambda old: numpy.seterr(**old)),
        value_slot("numpy.seterrcall", numpy.geterrcall, numpy.seterrcall),
        value_slot("numpy.bufsize", numpy.getbufsize, numpy.setbufsize),
    ]
    masked: Any = sys.modules.get("numpy.ma.core")
    if hasattr(masked, "masked_print_option"):
        found.append(attributes_slot("numpy.ma.printing", masked.masked_print_option, ("_display", "_enabled")))
    return found


def _set_print_options(numpy: ModuleType) -> Any:
    def write(wanted: dict[str, Any]) -> None:
        # Of a legacy mode, the present one decides which sign is accepted: it is left first.
        if "legacy" in wanted:
            numpy.set_printoptions(legacy=wanted["legacy"])
        numpy.set_printoptions(**wanted)

    return write


def _generator_slot(numpy: ModuleType) -> Slot:
    """The state with the bit generator that it is of: `set_bit_generator` may put in another."""
    hidden: Any = numpy.random.mtrand._rand
    get, set_back = hidden.get_state, hidden.set_state
    put_in = getattr(numpy.random, "set_bit_generator", None)
    last: list[Any] = [None]

    def read() -> tuple[Any, dict[str, Any], bytes]:
        told = get(legacy=False)
        packed = _pack(told)
        if last[0] is None or last[0][0] is not hidden._bit_generator or last[0][2] != packed:
            last[0] = (hidden._bit_generator, told, packed)
        return last[0]  # type: ignore[no-any-return]

    def write(wanted: tuple[Any, dict[str, Any], bytes]) -> None:
        generator, told, packed = wanted
        if generator is not hidden._bit_generator and put_in is not None:
            put_in(generator)
        if _pack(get(legacy=False)) != packed:
            set_back(told)

    slot = Slot("numpy.random", read, write, ambient=False, digest=KeptDigest(_digest))
    names = ("seed", "get_state", "set_state", "set_bit_generator", "get_bit_generator")
    touch_on_call(slot, numpy.random, names)
    for name in names:
        if hasattr(numpy.random.mtrand, name):
            setattr(numpy.random.mtrand, name, getattr(numpy.random, name))
    return slot


def _pack(told: dict[str, Any]) -> bytes:
    inner = told["state"]
    key = inner.get("key")
    rest = {**told, "state": {name: value for name, value in inner.items() if name != "key"}}
    return (b"" if key is None else key.tobytes()) + repr(rest).encode()


def _digest(value: tuple[Any, dict[str, Any], bytes]) -> bytes:
    which = "" if value[1]["bit_generator"] == "MT19937" else identity(value[0])
    return hashlib.blake2b(value[2] + which.encode(), digest_size=16).digest()
