"""Values of numpy and pandas that a deep copy reproduces exactly, with what they weigh."""

from __future__ import annotations

import sys
from typing import Any

# Names of types by the package that defines them; a subclass is another type and not meant.
_PLAIN = {
    "numpy": {"dtype", "ufunc"},
    "numpy.random._generator": {"Generator"},
    "numpy.random.mtrand": {"RandomState"},
    "pandas._libs.tslibs.timestamps": {"Timestamp"},
    "pandas._libs.tslibs.timedeltas": {"Timedelta"},
    "pandas._libs.tslibs.nattype": {"NaTType"},
}


def judge_library_value(value: Any) -> int | None:
    """The size in bytes of a value that can be copied, None for one of which that is not known."""
    kind = type(value)
    package = kind.__module__.partition(".")[0]
    if package == "numpy":
        return _judge_numpy(value, kind)
    if package == "pandas":
        return _judge_pandas(value, kind)
    return None


def _judge_numpy(value: Any, kind: type) -> int | None:
    numpy = sys.modules["numpy"]
    if isinstance(value, numpy.generic):  # type: ignore[attr-defined]
        return 64
    if kind is numpy.ndarray:  # type: ignore[attr-defined]
        return None if value.dtype.hasobject or _is_view(value) else int(value.nbytes)
    if kind.__name__ in _PLAIN.get(kind.__module__, ()) or "dtype" in kind.__name__.lower():
        return 64
    return None


def _is_view(value: Any) -> bool:
    """Whether anybody else sees the same memory. A base that only this array holds, as after reshape, is its own."""
    base = value.base
    if base is None:
        return False
    numpy: Any = sys.modules["numpy"]
    return type(base) is not numpy.ndarray or base.base is not None or sys.getrefcount(base) > _ALONE


def _count_alone() -> int:
    """What `getrefcount` says of a value that one holder has, asked as above: Python 3.14 counts one less."""
    holder = [object()]
    held = holder[0]
    return sys.getrefcount(held)


_ALONE = _count_alone()


def _judge_pandas(value: Any, kind: type) -> int | None:
    if kind.__name__ in _PLAIN.get(kind.__module__, ()):
        return 64
    pandas: Any = sys.modules["pandas"]
    # From pandas 3 on, no two objects ever share memory that one of them can change.
    if int(pandas.__version__.partition(".")[0]) < 3:
        return None
    if kind not in (pandas.DataFrame, pandas.Series, pandas.Index, pandas.RangeIndex, pandas.DatetimeIndex):
        return None
    if kind is pandas.RangeIndex:
        return 64
    dtypes = list(value.dtypes) if kind is pandas.DataFrame else [value.dtype]
    if any(dtype == object for dtype in dtypes) or getattr(value, "attrs", None):
        return None
    size = value.memory_usage(deep=False)
    return int(size.sum() if kind is pandas.DataFrame else size)
