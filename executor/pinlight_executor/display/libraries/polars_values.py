"""Polars: frames and series with a head as HTML, their text, and their columns as a table."""

from __future__ import annotations

import sys
from typing import Any

from ..columns import column_of
from ..guard import attempt
from ..pretty import cut, safe_repr
from ..protocol import Shown, own_bundle
from ..table import TABLE_MIME, Column, Source, table_of
from .numpy_columns import array_column

_NUMBERS = {"Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64", "Float32", "Float64"}
_TIMES = {"Datetime": "datetime", "Duration": "duration"}


def show(value: Any, _renderers: Any) -> Shown | None:
    polars: Any = sys.modules.get("polars")
    if polars is None:
        return None
    if isinstance(value, polars.DataFrame):
        columns = value.get_columns()
    elif isinstance(value, polars.Series):
        columns = [value]
    else:
        return None
    shown = own_bundle(value)
    shown.data.setdefault("text/plain", cut(safe_repr(value)))
    sources = [_source(column) for column in columns]
    kind = f"polars.{type(value).__name__}"
    made, failure = attempt(lambda: table_of(kind, len(value), sources))
    if failure is None:
        shown.data[TABLE_MIME], shown.payload = made
    return shown


def _source(series: Any) -> Source:
    name = type(series.dtype).__name__ if not isinstance(series.dtype, type) else series.dtype.__name__
    # Polars would import numpy by itself: only when the document has.
    if "numpy" in sys.modules and (name in _NUMBERS or name in _TIMES):
        return Source(series.name, lambda kept: _numbers(series, kept, name), 8)
    return Source(series.name, lambda kept: _listed(series, kept, name), 16, is_text=True)


def _numbers(series: Any, kept: int, name: str) -> Column:
    numpy: Any = sys.modules["numpy"]
    gone = series.is_null().to_numpy() if series.null_count() else None
    plain = series.to_physical()
    filled = plain.fill_null(0) if gone is not None else plain
    values = filled.to_numpy()
    if name not in _TIMES:
        return array_column(values, kept, gone, str(series.dtype))
    unit = series.dtype.time_unit
    times = values.astype("i8").view(f"{'M' if name == 'Datetime' else 'm'}8[{unit}]")
    if gone is not None:
        times = times.copy()
        times[gone] = numpy.array("NaT", times.dtype)
    column = array_column(times, kept, None, str(series.dtype))
    zone = getattr(series.dtype, "time_zone", None)
    if zone:
        column.extra["zone"] = str(zone)
    return column


def _listed(series: Any, kept: int, name: str) -> Column:
    meaning = "string" if name in ("String", "Utf8") else "bool" if name == "Boolean" else str(series.dtype)
    column = column_of(series.head(kept).to_list(), meaning)
    if kept < len(series):
        column.nulls = int(series.null_count())
        column.summary = {}
    return column
