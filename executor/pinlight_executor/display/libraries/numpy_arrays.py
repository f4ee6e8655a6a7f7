"""Numpy arrays: their repr, and as a table where the repr leaves values out."""

from __future__ import annotations

import sys
from typing import Any

from ..pretty import cut, safe_repr
from ..protocol import Shown, own_bundle
from ..table import MAX_COLUMNS, TABLE_MIME, Source, table_of
from .numpy_columns import array_column


def show(value: Any, _renderers: Any) -> Shown | None:
    numpy: Any = sys.modules.get("numpy")
    kind: Any = getattr(numpy, "ndarray", ())
    if not isinstance(value, kind):
        return None
    shown = own_bundle(value)
    shown.data.setdefault("text/plain", cut(safe_repr(value)))
    threshold = numpy.get_printoptions()["threshold"]
    sources = _sources(value) if value.size > threshold or value.dtype.names else []
    if sources and len(sources) <= MAX_COLUMNS:
        shown.data[TABLE_MIME], shown.payload = table_of("numpy.ndarray", len(value), sources)
    return shown


def _sources(value: Any) -> list[Source]:
    numpy: Any = sys.modules["numpy"]
    if isinstance(value, numpy.ma.MaskedArray) or value.dtype.hasobject:
        return []
    if value.ndim == 1 and value.dtype.names:
        return [_source(name, value[name]) for name in value.dtype.names if value[name].ndim == 1]
    if value.ndim == 1:
        return [_source("0", value)]
    if value.ndim == 2:
        return [_source(str(place), value[:, place]) for place in range(min(value.shape[1], MAX_COLUMNS + 1))]
    return []


def _source(name: str, column: Any) -> Source:
    is_text = column.dtype.kind not in "biufmM" or column.dtype.itemsize > 8
    width = column.dtype.itemsize if is_text else min(8, column.dtype.itemsize)
    return Source(name, lambda kept: array_column(column, kept), width, is_text)
