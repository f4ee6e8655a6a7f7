"""pandas' options, with what setting them sets off, and the accessors that code has registered."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from .kept import KeptDigest, KeptValue
from .plain import copy_plain, same_plain
from .slot import Slot


def slots(pandas: ModuleType) -> list[Slot]:
    config: Any = sys.modules.get("pandas._config.config")
    options = getattr(config, "_global_config", None)
    found = [_accessors_slot(pandas)]
    if isinstance(options, dict):
        found.append(_options_slot(config, options))
    return found


def _options_slot(config: Any, options: dict[str, Any]) -> Slot:
    def write(wanted: dict[str, Any]) -> None:
        changed = list(_set_leaves(options, wanted, ""))
        for key in changed:
            registered = config._registered_options.get(key)
            if registered is not None and registered.cb is not None:
                registered.cb(key)

    return Slot("pandas.options", KeptValue(lambda: options), write, digest=KeptDigest())


def _set_leaves(present: dict[str, Any], wanted: dict[str, Any], prefix: str) -> Any:
    """Sets what differs and gives the full keys of it; what was registered since stays as it is."""
    for key, value in wanted.items():
        inner = present.get(key)
        if isinstance(value, dict) and isinstance(inner, dict):
            yield from _set_leaves(inner, value, f"{prefix}{key}.")
        elif key not in present or not same_plain(inner, value):
            present[key] = copy_plain(value)
            yield prefix + key


def _accessors_slot(pandas: ModuleType) -> Slot:
    """Registering one twice warns: so that a block that registers can run again, it has to be gone before."""
    owners = [getattr(pandas, name) for name in ("DataFrame", "Series", "Index") if hasattr(pandas, name)]
    owners = [one for one in owners if isinstance(getattr(one, "_accessors", None), set)]

    def read() -> dict[str, Any]:
        return {
            f"{owner.__name__}.{name}": vars(owner)[name]
            for owner in owners
            for name in sorted(owner._accessors)
            if name in vars(owner)
        }

    def write(wanted: dict[str, Any]) -> None:
        present = read()
        for owner in owners:
            for name in list(owner._accessors):
                key = f"{owner.__name__}.{name}"
                if key in present and key not in wanted:
                    delattr(owner, name)
                    owner._accessors.discard(name)
            for key, value in wanted.items():
                holder, _, name = key.partition(".")
                if holder == owner.__name__ and vars(owner).get(name) is not value:
                    setattr(owner, name, value)
                    owner._accessors.add(name)

    return Slot("pandas.accessors", KeptValue(read), write, digest=KeptDigest())
