"""Columns from plain Python values: text, numbers, anything. Used where no library's own memory can be taken."""

from __future__ import annotations

import array
import itertools
import sys
from typing import Any, Iterable, Sequence

from .guard import attempt
from .pretty import safe_repr
from .table import Column

# With fewer than one distinct text in this many cells, each text stands once.
_REPEATED = 2
_MAX_CELL_CHARS = 10_000
_PIECE = 32768


def column_of(values: Sequence[Any], type_name: str = "object") -> Column:
    """The narrowest column for these values; None is null."""
    kinds = {type(value) for value in values} - {type(None)}
    if kinds == {bool}:
        return _fixed(values, type_name, "bool", "B", {"true": sum(1 for value in values if value)})
    if kinds and kinds <= {int, float}:
        found = _numbers(values, kinds, type_name)
        if found is not None:
            return found
    if kinds == {str} or not kinds:
        return text_column(values, type_name)
    texts, failure = attempt(lambda: [None if value is None else cell_text(value) for value in values], 3.0)
    if failure is None:
        return text_column(texts, type_name)
    return Column(type_name, "none", extra={"failure": failure})


def cell_text(value: Any) -> str:
    """What a cell that is no number shows."""
    if type(value) is str:
        return value if len(value) <= _MAX_CELL_CHARS else f"{value[:_MAX_CELL_CHARS]}…"
    if type(value).__module__ in ("datetime", "decimal", "uuid", "pathlib", "fractions"):
        return str(value)
    text = safe_repr(value, 1.0)
    return text if len(text) <= _MAX_CELL_CHARS else f"{text[:_MAX_CELL_CHARS]}…"


def text_column(values: Sequence[str | None], type_name: str = "string") -> Column:
    """Text as UTF-8 with offsets, or as codes of a dictionary where texts come again."""
    count = len(values)
    nulls = sum(1 for value in values if value is None)
    distinct = dict.fromkeys(values)
    distinct.pop(None, None)
    summary = {"distinct": len(distinct)}
    if count and len(distinct) * _REPEATED <= count - nulls or nulls == count:
        return dictionary_column([text for text in distinct if text is not None], _codes(values, distinct), type_name, nulls, summary)
    parts = text_parts(["" if value is None else value for value in values] if nulls else values)  # type: ignore[arg-type]
    if nulls:
        parts["valid"] = bitmap(value is not None for value in values)
    return Column(type_name, "text", parts, nulls, summary)


def dictionary_column(
    texts: Sequence[str], codes: Any, type_name: str, nulls: int, summary: dict[str, Any]
) -> Column:
    """`codes` are bytes of the narrowest signed integers that hold len(texts); -1 is null."""
    inner = text_parts(texts)
    parts = {"values": codes, "dictionaryOffsets": inner["offsets"], "dictionary": inner["values"]}
    return Column(type_name, "dictionary", parts, nulls, summary, {"codes": code_width(len(texts)), "size": len(texts)})


def code_width(size: int) -> str:
    """The encoding of the codes of a dictionary of this size."""
    return "i8" if size <= 127 else "i16" if size <= 32767 else "i32"


def text_parts(texts: Sequence[str]) -> dict[str, Any]:
    """`values`: all texts in UTF-8 after each other; `offsets`: where each begins, and the end."""
    joined = "".join(texts)
    if joined.isascii():
        data, lengths = joined.encode("ascii"), map(len, texts)
    else:
        encoded = [text.encode("utf-8", "replace") for text in texts]
        data, lengths = b"".join(encoded), map(len, encoded)
    offsets = array.array("I", itertools.accumulate(lengths, initial=0)) if len(data) < 1 << 32 else array.array("I", [0])
    return {"offsets": little(offsets), "values": data}


def bitmap(flags: Iterable[bool]) -> bytes:
    """One bit a row, the lowest first; 1: there is a value."""
    digits = "".join(["1" if flag else "0" for flag in flags])
    # In pieces, because Python reads a long binary number in more than linear time.
    pieces = (digits[at : at + _PIECE] for at in range(0, len(digits), _PIECE))
    return b"".join(int(piece[::-1], 2).to_bytes((len(piece) + 7) // 8, "little") for piece in pieces)


def little(values: array.array[Any]) -> bytes:
    """The array's bytes, little-endian on any machine."""
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values.tobytes()


def _numbers(values: Sequence[Any], kinds: set[type], type_name: str) -> Column | None:
    """A column of numbers, None when one of them is too large."""
    present = [value for value in values if value is not None]
    low, high = min(present), max(present)
    encoding, code = ("f64", "d") if float in kinds else _whole(low, high)
    if not code:
        return None
    summary = {"min": plain_number(low), "max": plain_number(high)}
    total, failure = attempt(lambda: plain_number(sum(present) / len(present)))
    if failure is None:
        summary["mean"] = total
    try:
        return _fixed(values, type_name, encoding, code, summary)
    except OverflowError:
        return None


def _whole(low: int, high: int) -> tuple[str, str]:
    """The narrowest encoding of whole numbers and its code in `array`; two empty texts when there is none."""
    for encoding, code, bits in (("i8", "b", 7), ("i16", "h", 15), ("i32", "i", 31), ("i64", "q", 63)):
        if -(1 << bits) <= low and high < 1 << bits:
            return encoding, code
    return "", ""


def _fixed(values: Sequence[Any], type_name: str, encoding: str, code: str, summary: dict[str, Any]) -> Column:
    nulls = sum(1 for value in values if value is None)
    parts: dict[str, Any] = {
        "values": little(array.array(code, [0 if value is None else value for value in values] if nulls else values))
    }
    if nulls:
        parts["valid"] = bitmap(value is not None for value in values)
    return Column(type_name, encoding, parts, nulls, summary)


def plain_number(value: Any) -> Any:
    """A number as JSON holds it: infinities and NaN as text."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return str(value)
    return value if abs(value) < 1 << 53 else str(value) if isinstance(value, int) else value


def _codes(values: Sequence[str | None], distinct: dict[str | None, Any]) -> bytes:
    number: dict[str | None, int] = {text: place for place, text in enumerate(distinct)}
    number[None] = -1
    code = {"i8": "b", "i16": "h", "i32": "i"}[code_width(len(distinct))]
    return little(array.array(code, map(number.__getitem__, values)))
