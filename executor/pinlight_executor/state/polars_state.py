"""polars' Config: environment variables that its compiled part has read, its own settings, and the last seed."""

from __future__ import annotations

import os
import sys
from typing import Any

from .kept import value_slot
from .polars_files import watch_files
from .slot import Slot
from .touching import touch_on_call

SEED = 0


def slots(polars: Any) -> list[Slot]:
    watch_files(polars)
    config: Any = sys.modules["polars.config"]
    return [_config_slot(polars, config), _seed_slot(polars)]


def _config_slot(polars: Any, config: Any) -> Slot:
    names = sorted(config._POLARS_CFG_ENV_VARS)
    direct = config._POLARS_CFG_DIRECT_VARS
    runtime = getattr(config, "_POLARS_CFG_RUNTIME_VARS", {})
    compiled = config.plr

    def read() -> tuple[Any, ...]:
        return (
            {name: os.environ[name] for name in names if name in os.environ},
            {name: get() for name, get in direct.items()},
            {name: told[0]() for name, told in runtime.items()},
        )

    def write(wanted: tuple[Any, ...]) -> None:
        variables, settings, others = wanted
        for name in names:
            if name in variables:
                os.environ[name] = variables[name]
            else:
                os.environ.pop(name, None)
        # The separators first: setting one of them may set the other.
        for name in ("set_thousands_separator", *settings):
            if name in settings:
                getattr(polars.Config, name)(settings[name])
        for name, value in others.items():
            runtime[name][1](value)
        if hasattr(compiled, "config_reload_env_vars"):
            compiled.config_reload_env_vars()

    return value_slot("polars.Config", read, write)


def _seed_slot(polars: Any) -> Slot:
    """The compiled generator cannot be read: what is set back is the seed, not how much was drawn since."""
    seed = polars.set_random_seed
    last = [SEED]
    seed(SEED)

    def write(wanted: int) -> None:
        seed(wanted)
        last[0] = wanted

    slot = Slot("polars.random", lambda: last[0], write, ambient=False)
    touch_on_call(slot, polars, ("set_random_seed",))
    wrapped = polars.set_random_seed

    def set_random_seed(seed: int) -> None:
        wrapped(seed)
        last[0] = seed

    set_random_seed.__wrapped__ = wrapped  # type: ignore[attr-defined]
    set_random_seed.__doc__, set_random_seed.__module__ = wrapped.__doc__, wrapped.__module__
    polars.set_random_seed = set_random_seed
    return slot
