"""All slots of the process: those of the interpreter at once, a library's when it is first imported."""

from __future__ import annotations

import logging
from functools import partial
from types import ModuleType
from typing import Any, Callable

from ..post_import import PostImport
from . import (
    altair_state,
    exit_state,
    interpreter_state,
    logging_state,
    matplotlib_state,
    numpy_state,
    pandas_state,
    plotly_state,
    polars_state,
    process_state,
    random_state,
    science_state,
    standard_state,
    sympy_state,
    torch_state,
    warnings_state,
)
from .slot import Slot

_SlotsOf = Callable[[ModuleType], "list[Slot]"]

# By the module that has to be there. A library's own code may run; it is imported already.
_BY_MODULE: dict[str, _SlotsOf] = {
    "os": process_state.slots,
    "sys": interpreter_state.slots,
    "atexit": exit_state.slots,
    "random": random_state.slots,
    "warnings": warnings_state.slots,
    "logging": logging_state.slots,
    "decimal": standard_state.decimal_slots,
    "locale": standard_state.locale_slots,
    "csv": standard_state.csv_slots,
    "gettext": standard_state.gettext_slots,
    "mimetypes": standard_state.mimetypes_slots,
    "sqlite3": standard_state.sqlite3_slots,
    "copyreg": standard_state.copyreg_slots,
    "asyncio": standard_state.asyncio_slots,
    "socket": standard_state.socket_slots,
    "json": standard_state.json_slots,
    "numpy": numpy_state.slots,
    "torch": torch_state.slots,
    "matplotlib": matplotlib_state.slots,
    "matplotlib.style": matplotlib_state.style_slots,
    "matplotlib.units": matplotlib_state.units_slots,
    "matplotlib.dates": matplotlib_state.dates_slots,
    "seaborn._core.plot": matplotlib_state.seaborn_slots,
    "pandas": pandas_state.slots,
    "polars": polars_state.slots,
    "sympy": sympy_state.slots,
    "mpmath": sympy_state.mpmath_slots,
    "plotly.io": plotly_state.slots,
    "altair": altair_state.altair_slots,
    "sklearn": science_state.sklearn_slots,
    "sklearn.utils._repr_html.estimator": science_state.sklearn_html_slots,
    "sklearn.utils._estimator_html_repr": science_state.sklearn_html_slots,
    "xarray": science_state.xarray_slots,
    "networkx": science_state.networkx_slots,
    "PIL.Image": science_state.image_slots,
    "PIL.ImageFile": science_state.image_file_slots,
    "tqdm": science_state.tqdm_slots,
}


class ProcessState:
    """`on_new(slot, value)`, once set, is called for a slot that is born later, with its value in a fresh run."""

    def __init__(self, post_import: PostImport) -> None:
        self.on_new: Callable[[Slot, Any], None] | None = None
        self._slots: list[Slot] = []
        self._initial: dict[str, Any] = {}
        for name in _BY_MODULE:
            post_import.when_imported(name, partial(self._adopt, name))

    def slots(self) -> list[Slot]:
        """Those there are now, in the order in which they came."""
        return list(self._slots)

    def initial(self, slot: Slot) -> Any:
        """What the slot's value was when it was born."""
        return self._initial[slot.name]

    def _adopt(self, name: str, module: ModuleType) -> None:
        try:
            found = [(slot, slot.read()) for slot in _BY_MODULE[name](module)]
        except Exception as error:
            # A version that keeps its state elsewhere: its import must succeed all the same.
            logging.getLogger("pinlight").warning("cannot look after the state of %s: %r", name, error)
            return
        for slot, value in found:
            self._slots.append(slot)
            self._initial[slot.name] = value
            if self.on_new is not None:
                self.on_new(slot, value)
