"""Pyarrow: tables, record batches and arrays with their columns as a table, from arrow's own memory where it fits."""

from __future__ import annotations

import sys
from typing import Any

from ..columns import column_of
from ..guard import attempt
from ..pretty import cut, safe_repr
from ..protocol import Shown, own_bundle
from ..table import TABLE_MIME, Column, Source, table_of
from .numpy_columns import array_column

_NUMBERS = {"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float", "double"}


def show(value: Any, _renderers: Any) -> Shown | None:
    pyarrow: Any = sys.modules.get("pyarrow")
    if pyarrow is None:
        return None
    if isinstance(value, (pyarrow.Table, pyarrow.RecordBatch)):
        named = [(str(name), value.column(place)) for place, name in enumerate(value.schema.names)]
    elif isinstance(value, (pyarrow.Array, pyarrow.ChunkedArray)):
        named = [("", value)]
    else:
        return None
    shown = own_bundle(value)
    shown.data.setdefault("text/plain", cut(safe_repr(value)))
    rows = value.num_rows if hasattr(value, "num_rows") else len(value)
    kind = f"pyarrow.{type(value).__name__}"
    made, failure = attempt(lambda: table_of(kind, rows, [_source(name, column) for name, column in named]))
    if failure is None:
        shown.data[TABLE_MIME], shown.payload = made
    return shown


def _source(name: str, column: Any) -> Source:
    kind = str(column.type)
    if "numpy" in sys.modules and (kind in _NUMBERS or kind.startswith(("timestamp", "duration"))):
        return Source(name, lambda kept: _numbers(column, kept, kind), 8)
    return Source(name, lambda kept: _listed(column, kept, kind), 16, is_text=True)


def _numbers(column: Any, kept: int, kind: str) -> Column:
    numpy: Any = sys.modules["numpy"]
    gone = None
    if kind.startswith(("timestamp", "duration")):
        values = numpy.asarray(column).astype(_numpy_time(kind), copy=False)
        found = array_column(values, kept, None, kind)
        zone = getattr(column.type, "tz", None)
        if zone:
            found.extra["zone"] = str(zone)
        return found
    if column.null_count:
        gone = numpy.asarray(column.is_null())
        column = column.fill_null(0)
    return array_column(numpy.asarray(column), kept, gone, kind)


def _numpy_time(kind: str) -> str:
    unit = kind.partition("[")[2].partition("]")[0].partition(",")[0]
    return f"{'M' if kind.startswith('timestamp') else 'm'}8[{unit}]"


def _listed(column: Any, kept: int, kind: str) -> Column:
    meaning = "string" if kind in ("string", "large_string", "string_view") else kind
    found = column_of(column.slice(0, kept).to_pylist(), meaning)
    if kept < len(column):
        found.nulls = int(column.null_count)
        found.summary = {}
    return found
