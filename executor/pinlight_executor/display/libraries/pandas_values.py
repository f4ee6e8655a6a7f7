"""Pandas: frames and series with a head as HTML, their text, and their columns as a table; an index; a styler."""

from __future__ import annotations

import sys
from typing import Any

from ..columns import column_of, dictionary_column, code_width, cell_text
from ..guard import attempt
from ..pretty import cut, safe_repr
from ..protocol import Shown, own_bundle
from ..table import TABLE_MIME, Column, Source, table_of
from .numpy_columns import array_column

_STYLE_ID = "styled"


def show(value: Any, _renderers: Any) -> Shown | None:
    pandas: Any = sys.modules.get("pandas")
    if pandas is None:
        return None
    if isinstance(value, pandas.DataFrame):
        return _frame(value, own_bundle(value), value)
    if isinstance(value, pandas.Series):
        shown = own_bundle(value)
        frame, failure = attempt(value.to_frame)
        if failure is None and "text/html" not in shown.data:
            shown.data.update({"text/html": html for html in [attempt(frame._repr_html_)[0]] if html})
        return shown if failure else _frame(value, shown, frame)
    if isinstance(value, pandas.Index):
        shown = own_bundle(value)
        shown.data.setdefault("text/plain", cut(safe_repr(value)))
        if len(value) > 100:
            _add_table(shown, value, lambda: _index_sources(value, is_index=False))
        return shown
    return _styler(value)


def _frame(value: Any, shown: Shown, frame: Any) -> Shown:
    shown.data.setdefault("text/plain", cut(safe_repr(value)))
    _add_table(shown, value, lambda: _index_sources(frame.index, is_index=True) + _column_sources(frame))
    return shown


def _add_table(shown: Shown, value: Any, sources: Any) -> None:
    kind = f"pandas.{type(value).__name__}"
    made, failure = attempt(lambda: table_of(kind, len(value), sources()))
    if failure is None:
        shown.data[TABLE_MIME], shown.payload = made


def _styler(value: Any) -> Shown | None:
    """A styler draws a random name for itself; one that stays makes its HTML the same in every run."""
    if type(value).__name__ != "Styler":
        return None
    shown = own_bundle(value)
    html, failure = attempt(lambda: value.to_html(table_uuid=_STYLE_ID))
    if failure is None and isinstance(html, str):
        shown.data["text/html"] = html
    shown.data.setdefault("text/plain", cut(safe_repr(value.data)))
    return shown


def _column_sources(frame: Any) -> list[Source]:
    return [_source(_label(label), frame.iloc[:, place]) for place, label in enumerate(frame.columns)]


def _index_sources(index: Any, is_index: bool) -> list[Source]:
    if type(index).__name__ == "RangeIndex":
        extra = {"start": index.start, "step": index.step}
        column = Column("int64", "range", extra=extra)
        return [Source(_label(index.name), lambda _kept: column, 0, is_index=is_index)]
    levels = [index.get_level_values(place) for place in range(index.nlevels)]
    found = [_source(_label(level.name), level) for level in levels]
    for source in found:
        source.is_index = is_index
    return found


def _label(label: Any) -> Any:
    """A column's name; several for several levels."""
    if label is None:
        return ""
    return [cell_text(part) for part in label] if isinstance(label, tuple) else cell_text(label)


def _source(name: Any, values: Any) -> Source:
    """`values` is a series or an index."""
    dtype = values.dtype
    kind = getattr(dtype, "kind", "O")
    if type(dtype).__name__ == "CategoricalDtype":
        return Source(name, lambda kept: _categories(values, kept), 4)
    if type(dtype).__module__.startswith("numpy") and kind in "biufmM":
        return Source(name, lambda kept: array_column(values.to_numpy(), kept), dtype.itemsize)
    if type(dtype).__name__ == "DatetimeTZDtype":
        return Source(name, lambda kept: _zoned(values, kept), 8)
    if kind in "biuf" and hasattr(dtype, "numpy_dtype"):
        return Source(name, lambda kept: _masked(values, kept, dtype), 8)
    return Source(name, lambda kept: _objects(values, kept), 16, is_text=True)


def _masked(values: Any, kept: int, dtype: Any) -> Column:
    """Numbers with a mask: pandas' own types of numbers, and arrow's."""
    missing = values.isna()
    missing = missing.to_numpy() if hasattr(missing, "to_numpy") else missing
    filled = values.array.to_numpy(dtype=dtype.numpy_dtype, na_value=dtype.numpy_dtype.type(0))
    return array_column(filled, kept, missing if missing.any() else None, str(dtype))


def _zoned(values: Any, kept: int) -> Column:
    zone = values.dtype.tz
    plain = values.dt if hasattr(values, "dt") else values
    column = array_column(plain.tz_convert("UTC").to_numpy(f"M8[{values.dtype.unit}]"), kept)
    column.extra["zone"] = str(zone)
    return column


def _categories(values: Any, kept: int) -> Column:
    held = values.array if hasattr(values, "array") else values
    texts = [cell_text(one) for one in held.categories.tolist()]
    codes = held.codes[:kept]
    nulls = int((held.codes == -1).sum())
    width = {"i8": "<i1", "i16": "<i2", "i32": "<i4"}[code_width(len(texts))]
    summary = {"distinct": len(texts)}
    return dictionary_column(texts, codes.astype(width).tobytes(), "category", nulls, summary)


def _objects(values: Any, kept: int) -> Column:
    head = values[:kept] if not hasattr(values, "iloc") else values.iloc[:kept]
    gone = head.isna()
    listed = head.tolist()
    if bool(gone.any()):
        listed = [None if missing else item for item, missing in zip(listed, gone.tolist())]
    column = column_of(listed, "string" if str(values.dtype) in ("str", "string") else str(values.dtype))
    if kept < len(values):
        column.nulls = int(values.isna().sum())
        column.summary.pop("distinct", None)
    return column
