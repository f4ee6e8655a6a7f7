"""sympy's global assumptions, evaluation parameters, printing settings, symbol counter and generators."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from .kept import KeptDigest, attributes_slot, dict_slot
from .plain import digest_plain
from .random_state import generator_slot
from .slot import Slot

SEED = 0
_BASE_DUMMY_INDEX = 5_000_000


def slots(sympy: ModuleType) -> list[Slot]:
    found = _generator_slots(sys.modules.get("sympy.core.random"))
    dummy = getattr(sympy, "Dummy", None)
    if dummy is not None:
        # By chance otherwise, and dummies are sorted by it. Those made while sympy was imported keep theirs.
        dummy._base_dummy_index = _BASE_DUMMY_INDEX
        found.append(attributes_slot("sympy.Dummy", dummy, ("_count",)))
    found += _assumption_slots(sys.modules.get("sympy.assumptions.assume"))
    parameters: Any = getattr(sys.modules.get("sympy.core.parameters"), "global_parameters", None)
    if parameters is not None:
        found.append(attributes_slot("sympy.parameters", parameters, ("evaluate", "distribute", "exp_is_pow")))
    printer: Any = getattr(sys.modules.get("sympy.printing.printer"), "Printer", None)
    if hasattr(printer, "_global_settings"):
        found.append(dict_slot("sympy.printing", lambda: printer._global_settings))
    pretty: Any = sys.modules.get("sympy.printing.pretty.pretty_symbology")
    if pretty is not None:
        found.append(attributes_slot("sympy.unicode", pretty, ("_use_unicode",)))
    printable: Any = getattr(sys.modules.get("sympy.core._print_helpers"), "Printable", None)
    if printable is not None:
        # `init_printing` hangs these on the class for IPython.
        found.append(
            attributes_slot("sympy.reprs", printable, ("_repr_latex_", "_repr_png_", "_repr_svg_", "_repr_disabled"))
        )
    return found


def _generator_slots(module: Any) -> list[Slot]:
    if module is None:
        return []
    module.seed(SEED)
    found = []
    for name in ("rng", "_assumptions_rng"):
        generator = getattr(module, name, None)
        if generator is not None:
            found.append(generator_slot(f"sympy.{name}", generator))
    return found


def _assumption_slots(module: Any) -> list[Slot]:
    present = getattr(module, "global_assumptions", None)
    if not isinstance(present, set):
        return []
    last: list[Any] = [frozenset(present)]

    def read() -> frozenset[Any]:
        if last[0] != present:
            last[0] = frozenset(present)
        return last[0]  # type: ignore[no-any-return]

    def write(wanted: frozenset[Any]) -> None:
        if wanted != present:
            set.clear(present)
            set.update(present, wanted)

    return [Slot("sympy.assumptions", read, write, digest=KeptDigest(lambda old: digest_plain(sorted(map(repr, old)))))]


def mpmath_slots(mpmath: ModuleType) -> list[Slot]:
    found = [attributes_slot("mpmath.mp", mpmath.mp, ("prec", "pretty", "trap_complex"))]
    if hasattr(mpmath, "iv"):
        found.append(attributes_slot("mpmath.iv", mpmath.iv, ("prec", "pretty")))
    return found
