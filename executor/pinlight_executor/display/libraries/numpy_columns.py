"""Numpy arrays as columns of a table, from their own memory. Numpy is the one that the document's code imported."""

from __future__ import annotations

import sys
from typing import Any

from ..columns import column_of, plain_number
from ..table import Column

_SAMPLE = 1000


def array_column(whole: Any, kept: int, missing: Any = None, type_name: str | None = None) -> Column:
    """The first `kept` values of a one-dimensional array; the summary is of all. `missing`: where no value is."""
    numpy: Any = sys.modules["numpy"]
    kind = whole.dtype.kind
    name = type_name or str(whole.dtype)
    if kind in "mM":
        return _time_column(numpy, whole, kept, name)
    if kind not in "biuf" or whole.dtype.itemsize > 8:
        values = whole[:kept].tolist()
        if missing is not None:
            values = [None if gone else value for value, gone in zip(values, missing[:kept].tolist())]
        return column_of(values, name)
    nulls, summary = _figures(numpy, whole, missing, kind)
    encoding, values = _narrow(numpy, whole[:kept], kind, summary)
    parts = {"values": _bytes(numpy, values)}
    if missing is not None and missing.any():
        parts["valid"] = numpy.packbits(~missing[:kept], bitorder="little").tobytes()
    return Column(name, encoding, parts, nulls, summary)


def _figures(numpy: Any, whole: Any, missing: Any, kind: str) -> tuple[int, dict[str, Any]]:
    """How many values are missing, and what the others are like."""
    there = whole if missing is None else whole[~missing]
    nulls = len(whole) - len(there)
    if kind == "b":
        return nulls, {"true": int(there.sum())}
    if kind == "f":
        gaps = numpy.isnan(there)
        count = int(gaps.sum())
        if count:
            there, nulls = there[~gaps], nulls + count
    if not len(there):
        return nulls, {}
    with numpy.errstate(all="ignore"):
        figures = {"min": there.min().item(), "max": there.max().item(), "mean": float(there.mean(dtype="f8"))}
    return nulls, {name: plain_number(figure) for name, figure in figures.items()}


def _narrow(numpy: Any, values: Any, kind: str, summary: dict[str, Any]) -> tuple[str, Any]:
    """The narrowest encoding that loses nothing."""
    if kind == "b":
        return "bool", values
    if kind == "f":
        return _narrow_float(numpy, values)
    low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    for bits in (8, 16, 32, 64):
        if -(1 << (bits - 1)) <= low and high < 1 << (bits - 1):
            return f"i{bits}", values.astype(f"<i{bits // 8}", copy=False)
    return "u64", values.astype("<u8", copy=False)


def _narrow_float(numpy: Any, values: Any) -> tuple[str, Any]:
    if values.dtype.itemsize <= 4:
        return "f32", values.astype("<f4", copy=False)
    with numpy.errstate(all="ignore"):
        for part in (values[:_SAMPLE], values):
            short = part.astype("<f4")
            if not ((short == part) | numpy.isnan(part)).all():
                return "f64", values.astype("<f8", copy=False)
    return "f32", values.astype("<f4")


def _time_column(numpy: Any, whole: Any, kept: int, name: str) -> Column:
    """Points and lengths of time as whole numbers of their unit."""
    unit = numpy.datetime_data(whole.dtype)
    if unit[0] not in ("s", "ms", "us", "ns") or unit[1] != 1:
        target = f"{whole.dtype.kind}8[{'s' if unit[0] in 'YMWDhm' and unit[0] != 'generic' else 'ns'}]"
        whole = whole.astype(target)
        unit = numpy.datetime_data(whole.dtype)
    missing = numpy.isnat(whole)
    nulls = int(missing.sum())
    there = whole[~missing] if nulls else whole
    summary = {"min": str(there.min()), "max": str(there.max())} if len(there) else {}
    values = whole[:kept].view("i8")
    parts: dict[str, Any] = {"values": _bytes(numpy, values)}
    if nulls:
        parts["valid"] = numpy.packbits(~missing[:kept], bitorder="little").tobytes()
    meaning = "datetime" if whole.dtype.kind == "M" else "duration"
    return Column(meaning, "i64", parts, nulls, summary, {"unit": unit[0], "dtype": name})


def _bytes(numpy: Any, values: Any) -> Any:
    contiguous = numpy.ascontiguousarray(values)
    if contiguous.dtype.byteorder == ">" or sys.byteorder == "big" and contiguous.dtype.byteorder == "=":
        contiguous = contiguous.astype(contiguous.dtype.newbyteorder("<"))
    # A view of the memory: it is copied once, when the payload is put together.
    return memoryview(contiguous).cast("B") if contiguous.size else b""
