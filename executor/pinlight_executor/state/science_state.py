"""The options of scikit-learn, xarray, networkx, Pillow and tqdm: each is one dict or a few attributes."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any
from weakref import WeakKeyDictionary

from .kept import KeptDigest, attributes_slot, dict_slot, value_slot
from .slot import Slot


def sklearn_slots(sklearn: ModuleType) -> list[Slot]:
    return [value_slot("sklearn.config", sklearn.get_config, lambda old: sklearn.set_config(**old))]


def sklearn_html_slots(html: ModuleType) -> list[Slot]:
    """The numbers in the HTML of estimators: each that is shown takes the next one."""
    counters = [value for value in vars(html).values() if type(value).__name__ == "_IDCounter"]

    def write(old: tuple[int, ...]) -> None:
        for counter, count in zip(counters, old):
            counter.count = count

    read = lambda: tuple(counter.count for counter in counters)  # noqa: E731
    return [Slot("sklearn.html ids", read, write, ambient=False)] if all(hasattr(c, "count") for c in counters) else []


def xarray_slots(_module: ModuleType) -> list[Slot]:
    options: Any = sys.modules["xarray.core.options"]

    def set_cache() -> None:
        manager: Any = sys.modules.get("xarray.backends.file_manager")
        size = options.OPTIONS.get("file_cache_maxsize")
        if hasattr(manager, "FILE_CACHE") and manager.FILE_CACHE.maxsize != size:
            manager.FILE_CACHE.maxsize = size

    return [dict_slot("xarray.options", lambda: options.OPTIONS, set_cache)]


def networkx_slots(networkx: ModuleType) -> list[Slot]:
    """A config holds configs; each goes back by its own attributes, past the checks that a change would meet."""
    _compile_apart(getattr(sys.modules.get("networkx.utils.decorators"), "argmap", None))
    config = getattr(networkx, "config", None)
    return [] if config is None else [_config_slot(config)]


def _compile_apart(argmap: Any) -> None:
    """networkx compiles most of its functions at their first call, puts the code in their place, and numbers it.

    Its errors would tell which other functions had been called before, and whether this one had. So each call goes the way
    of a first one, and the numbers of each function begin anew.
    """
    if not hasattr(argmap, "_lazy_compile") or not hasattr(argmap, "_argmap__count"):
        return
    compiled: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()

    def lazy_compile(function: Any) -> Any:
        real = compiled.get(function)
        if real is None:
            argmap._argmap__count = 0
            real = compiled[function] = function.__argmap__.compile(function.__wrapped__)
            # Its code was to run as that function's own, which has the defaults and the name.
            real.__defaults__, real.__kwdefaults__ = function.__defaults__, function.__kwdefaults__
            real.__name__, real.__qualname__ = function.__name__, function.__qualname__
        return real

    argmap._lazy_compile = staticmethod(lazy_compile)


def _config_slot(config: Any) -> Slot:
    def is_config(value: Any) -> bool:
        return hasattr(value, "_on_setattr") and hasattr(value, "items")

    def told(one: Any) -> dict[str, Any]:
        return {key: told(value) if is_config(value) else value for key, value in one.items()}

    def give(one: Any, wanted: dict[str, Any]) -> None:
        present = dict(one.items())
        for key in present.keys() - wanted.keys():
            object.__delattr__(one, key)
        for key, value in wanted.items():
            if is_config(present.get(key)) and isinstance(value, dict):
                give(present[key], value)
            else:
                object.__setattr__(one, key, value)

    return value_slot("networkx.config", lambda: told(config), lambda old: give(config, old))


def image_slots(image: ModuleType) -> list[Slot]:
    return [attributes_slot("PIL.Image", image, ("MAX_IMAGE_PIXELS", "WARN_POSSIBLE_FORMATS"))]


def image_file_slots(image_file: ModuleType) -> list[Slot]:
    return [attributes_slot("PIL.ImageFile", image_file, ("LOAD_TRUNCATED_IMAGES", "MAXBLOCK", "SAFEBLOCK"))]


def tqdm_slots(tqdm: ModuleType) -> list[Slot]:
    """The class's defaults and which bars are open: a bar's place is below those."""
    bar = tqdm.tqdm
    open_bars: Any = bar.__dict__.get("_instances")
    found = [attributes_slot("tqdm", bar, ("monitor_interval",))]
    if open_bars is not None:

        def read() -> tuple[Any, ...]:
            return tuple(sorted(open_bars, key=lambda one: (getattr(one, "pos", 0), id(one))))

        def write(wanted: tuple[Any, ...]) -> None:
            open_bars.clear()
            for one in wanted:
                open_bars.add(one)

        found.append(value_slot("tqdm bars", read, write))
        found[-1].digest = KeptDigest(lambda bars: repr([getattr(one, "pos", 0) for one in bars]).encode())
    return found
