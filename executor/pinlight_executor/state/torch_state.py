"""torch's generator of the processor, default types, gradient mode, determinism and how tensors print."""

from __future__ import annotations

import hashlib
import sys
from types import ModuleType
from typing import Any

from .kept import KeptDigest, attributes_slot, value_slot
from .slot import Slot
from .touching import touch_on_call

SEED = 0


def slots(torch: ModuleType) -> list[Slot]:
    torch.manual_seed(SEED)
    asks = (torch.are_deterministic_algorithms_enabled, torch.is_deterministic_algorithms_warn_only_enabled)
    found = [
        _generator_slot(torch),
        value_slot("torch.default_dtype", torch.get_default_dtype, torch.set_default_dtype),
        value_slot("torch.grad", torch.is_grad_enabled, torch.set_grad_enabled),
        value_slot("torch.threads", torch.get_num_threads, torch.set_num_threads),
        value_slot(
            "torch.deterministic",
            lambda: tuple(ask() for ask in asks),
            lambda old: torch.use_deterministic_algorithms(old[0], warn_only=old[1]),
        ),
    ]
    if hasattr(torch, "get_float32_matmul_precision"):
        found.append(
            value_slot("torch.matmul", torch.get_float32_matmul_precision, torch.set_float32_matmul_precision)
        )
    if hasattr(torch, "get_default_device"):
        found.append(value_slot("torch.device", lambda: str(torch.get_default_device()), torch.set_default_device))
    printing: Any = getattr(sys.modules.get("torch._tensor_str"), "PRINT_OPTS", None)
    if printing is not None:
        names = ("precision", "threshold", "edgeitems", "linewidth", "sci_mode")
        found.append(attributes_slot("torch.printoptions", printing, names))
    backend: Any = getattr(getattr(torch, "backends", None), "cudnn", None)
    if backend is not None:
        found.append(attributes_slot("torch.cudnn", backend, ("deterministic", "benchmark", "enabled")))
    return found


def _generator_slot(torch: ModuleType) -> Slot:
    get, set_back = torch.get_rng_state, torch.set_rng_state
    last: list[Any] = [None]

    def read() -> bytes:
        now = bytes(get().numpy())
        if now != last[0]:
            last[0] = now
        return last[0]  # type: ignore[no-any-return]

    def write(wanted: bytes) -> None:
        if read() != wanted:
            set_back(torch.frombuffer(bytearray(wanted), dtype=torch.uint8))

    digest = KeptDigest(lambda state: hashlib.blake2b(state, digest_size=16).digest())
    slot = Slot("torch.random", read, write, ambient=False, digest=digest)
    names = ("manual_seed", "seed", "initial_seed", "get_rng_state", "set_rng_state")
    touch_on_call(slot, torch.random, names)
    for name in names:
        setattr(torch, name, getattr(torch.random, name))
    return slot
