"""Values of libraries, shown as their users expect. No library is imported here: a value's class tells who made it."""

from __future__ import annotations

from typing import Any, Callable

from ..guard import attempt
from ..protocol import Shown
from . import (
    altair_charts,
    bokeh_plots,
    folium_maps,
    matplotlib_values,
    numpy_arrays,
    pandas_values,
    pil_images,
    plotly_figures,
    polars_values,
    pyarrow_tables,
    sympy_values,
)

# Gives what shows the value, None when the library has nothing to add to the value's own methods.
Formatter = Callable[[Any, "tuple[Callable[[Any], Any], ...]"], "Shown | None"]

_FORMATTERS: dict[str, Formatter] = {
    "altair": altair_charts.show,
    "bokeh": bokeh_plots.show,
    "folium": folium_maps.show,
    "matplotlib": matplotlib_values.show,
    "numpy": numpy_arrays.show,
    "pandas": pandas_values.show,
    "PIL": pil_images.show,
    "plotly": plotly_figures.show,
    "polars": polars_values.show,
    "pyarrow": pyarrow_tables.show,
    "sympy": sympy_values.show,
}


def bundle(value: Any, renderers: tuple[Callable[[Any], Any], ...]) -> Shown | None:
    """What the formatters of the library that made the value's class, or a base of it, have to show."""
    if type(value) in (list, tuple, dict, set) and value:
        return _attempted(sympy_values.show_container, value, renderers)
    # A class may say of itself what it likes.
    packages, failure = attempt(lambda: [str(kind.__module__).partition(".")[0] for kind in type(value).__mro__])
    for package in dict.fromkeys(packages or ()) if failure is None else ():
        formatter = _FORMATTERS.get(package)
        if formatter is not None:
            return _attempted(formatter, value, renderers)
    return None


def is_known(kind: Any) -> bool:
    """Whether a class is of a library whose values are shown here."""
    module = getattr(kind, "__module__", None)
    return isinstance(module, str) and module.partition(".")[0] in _FORMATTERS


def _attempted(formatter: Formatter, value: Any, renderers: tuple[Callable[[Any], Any], ...]) -> Shown | None:
    # Methods of the value have their own limits inside; what is ours here is bounded by what it handles.
    shown: Shown | None
    shown, failure = attempt(lambda: formatter(value, renderers), 60.0)
    if failure is None:
        return shown
    return Shown(notes=[f"the picture of this {type(value).__name__} {failure}"])
