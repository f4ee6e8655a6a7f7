"""altair's registries of themes, renderers and data transformers."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from .kept import KeptDigest, KeptValue
from .plain import copy_plain
from .slot import Slot


def altair_slots(altair: ModuleType) -> list[Slot]:
    found = []
    themes = getattr(sys.modules.get("altair.theme"), "_themes", None) or vars(altair).get("themes")
    names = ("renderers", "data_transformers", "vegalite_compilers")
    registries = {name: getattr(altair, name, None) for name in names}
    for name, registry in {"themes": themes, **registries}.items():
        if hasattr(registry, "_get_state") and hasattr(registry, "_set_state"):
            found.append(_registry_slot(f"altair.{name}", registry))
    return found


def _registry_slot(name: str, registry: Any) -> Slot:
    def write(wanted: dict[str, Any]) -> None:
        registry._set_state(copy_plain(wanted))

    return Slot(name, KeptValue(registry._get_state), write, digest=KeptDigest())
