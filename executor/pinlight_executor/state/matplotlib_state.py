"""matplotlib's rcParams, the colours that names stand for, and registered colour maps and styles."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from .kept import KeptDict, KeptDigest, attributes_slot, dict_slot, refill
from .slot import Slot


def slots(matplotlib: ModuleType) -> list[Slot]:
    # The dict's own methods: asking rcParams itself for its backend would choose one, and setting would warn.
    parameters = matplotlib.rcParams
    found = [Slot("matplotlib.rcParams", KeptDict(lambda: parameters), lambda old: refill(parameters, old))]
    found[0].digest = KeptDigest()
    mapping: Any = getattr(sys.modules.get("matplotlib.colors"), "_colors_full_map", None)
    if isinstance(mapping, dict):
        found.append(_colors_slot(mapping))
    known = getattr(getattr(matplotlib, "colormaps", None), "_cmaps", None)
    if isinstance(known, dict):
        found.append(_user_made_colormaps(known))
    return found


def _colors_slot(mapping: Any) -> Slot:
    """Looked through when names were added, or the letters got other colours: what users and seaborn do."""
    whole = KeptDict(lambda: mapping)
    last: list[Any] = [None, None]

    def read() -> dict[Any, Any]:
        now = (len(mapping), [mapping.get(letter) for letter in "bgrcmykw"])
        if last[0] != now:
            last[:] = [now, whole()]
        return last[1]  # type: ignore[no-any-return]

    def write(wanted: dict[Any, Any]) -> None:
        if read() is not wanted:
            refill(mapping, wanted)
            mapping.cache.clear()

    return Slot("matplotlib.colors", read, write, digest=KeptDigest())


def _user_made_colormaps(known: dict[str, Any]) -> Slot:
    """Beyond those of matplotlib and of libraries that were imported since."""
    built_in = set(known)
    # seaborn and others register theirs when they are imported; a set-back must not take them away for good.
    prefixes = ("cmr.", "cet_", "cmo.", "rocket", "mako", "vlag", "icefire", "flare", "crest")

    def user_made() -> dict[str, Any]:
        return {
            name: value
            for name, value in known.items()
            if name not in built_in and not name.startswith(prefixes)
        }

    def write(wanted: dict[str, Any]) -> None:
        for name in user_made():
            if name not in wanted:
                del known[name]
        known.update(wanted)

    return Slot("matplotlib.colormaps", KeptDict(user_made), write, digest=KeptDigest())


def style_slots(style: ModuleType) -> list[Slot]:
    """`style.library` belongs to no figure but decides what `style.use` does."""
    library = getattr(style, "library", None)
    if not isinstance(library, dict):
        return []
    return [dict_slot("matplotlib.style", lambda: library)]


def units_slots(units: ModuleType) -> list[Slot]:
    """Which converter is asked for which type; pandas puts its own in when it plots first."""
    return [dict_slot("matplotlib.units", lambda: units.registry)]


def dates_slots(dates: ModuleType) -> list[Slot]:
    return [attributes_slot("matplotlib.dates", dates, ("_epoch",))]


def seaborn_slots(plotting: ModuleType) -> list[Slot]:
    """Themes and palettes are rcParams; what the objects interface keeps besides."""
    plot: Any = getattr(plotting, "Plot", None)
    config = getattr(plot, "config", None)
    if config is None:
        return []
    found = []
    for part in ("theme", "display"):
        holder = getattr(config, part, None)
        if isinstance(holder, dict):
            found.append(_part_slot(part, holder))
    return found


def _part_slot(part: str, holder: dict[Any, Any]) -> Slot:
    return dict_slot(f"seaborn.objects.{part}", lambda: holder)
