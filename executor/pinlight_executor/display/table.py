"""A table as columns that a page sorts and pages by itself: `application/vnd.pinlight.table+json`, version 1.

The JSON is the schema; the columns' bytes are the payload, little-endian, every part at a multiple of 8, so that each is
one typed array and rows a to b of a column are one range of bytes. README.md of this package has the whole format.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any, Callable

TABLE_MIME = "application/vnd.pinlight.table+json"
# A frame carries 64 MiB, the JSON of the bundle included.
MAX_PAYLOAD_BYTES = 56 * 1024 * 1024
MAX_COLUMNS = 1000
# Cells that are Python objects or text cost time, one by one.
MAX_TEXT_CELLS = 250_000
INLINE_BYTES = 3 * 1024

WIDTHS = {"i8": 1, "u8": 1, "i16": 2, "u16": 2, "i32": 4, "u32": 4, "i64": 8, "u64": 8, "f32": 4, "f64": 8, "bool": 1}


@dataclass
class Column:
    """One column. `parts` are bytes by their name: `values`, and where they are needed `valid`, `offsets`, `dictionary`…

    `type` is what the column means, `encoding` how its values stand: a key of WIDTHS, `text`, `dictionary` or `range`.
    """

    type: str
    encoding: str
    parts: dict[str, Any] = field(default_factory=dict)
    nulls: int = 0
    summary: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    name: Any = ""


@dataclass
class Source:
    """A column to be read: `read(kept)` encodes its first `kept` rows. `bytes_per_row` is a guess for `is_text`."""

    name: Any
    read: Callable[[int], Column]
    bytes_per_row: float = 8
    is_text: bool = False
    is_index: bool = False


def table_of(kind: str, rows: int, sources: list[Source]) -> tuple[dict[str, Any], bytes]:
    """(schema, payload). Rows that are too many are left out at the end; `kept` says how many are there."""
    used = sources[:MAX_COLUMNS]
    most = _text_room(rows, used)
    kept = _room(most, used)
    columns, size = _columns(used, kept)
    # A second time where the guess was far off: columns are often narrower, and texts longer.
    if kept < most and size < MAX_PAYLOAD_BYTES * 0.9 or size > MAX_PAYLOAD_BYTES:
        kept = min(most, int(kept * MAX_PAYLOAD_BYTES / size * 0.95))
        columns, size = _columns(used, kept)
    if size > MAX_PAYLOAD_BYTES:
        kept = 0
        columns, size = _columns(used, 0)
    described, payload = _lay_out(columns)
    schema: dict[str, Any] = {"version": 1, "kind": kind, "rows": rows, "kept": kept, "columns": described}
    if len(sources) > len(used):
        schema["columnsLeftOut"] = len(sources) - len(used)
    if len(payload) <= INLINE_BYTES:
        return {**schema, "data": {"base64": base64.b64encode(payload).decode("ascii")}}, b""
    return {**schema, "data": {"bytes": len(payload)}}, payload


def _text_room(rows: int, sources: list[Source]) -> int:
    texts = sum(source.is_text for source in sources)
    return min(rows, MAX_TEXT_CELLS // texts) if texts else rows


def _room(rows: int, sources: list[Source]) -> int:
    width = sum(source.bytes_per_row for source in sources)
    return min(rows, int((MAX_PAYLOAD_BYTES - 64 * len(sources)) / width)) if width else rows


def _columns(sources: list[Source], kept: int) -> tuple[list[Column], int]:
    """The columns, and at most how many bytes they take."""
    columns = [_read(source, kept) for source in sources]
    return columns, sum(len(part) + 8 for column in columns for part in column.parts.values())


def _read(source: Source, kept: int) -> Column:
    column = source.read(kept)
    column.name = source.name
    if source.is_index:
        column.extra["index"] = True
    return column


def _lay_out(columns: list[Column]) -> tuple[list[dict[str, Any]], bytes]:
    pieces: list[Any] = []
    at = 0
    described = []
    for column in columns:
        places = {}
        for name, part in column.parts.items():
            size = len(part)
            places[name] = {"at": at, "bytes": size}
            pieces.append(part)
            padding = -size % 8
            if padding:
                pieces.append(bytes(padding))
            at += size + padding
        shown: dict[str, Any] = {"name": column.name, "type": column.type, "nulls": column.nulls}
        shown.update({"encoding": column.encoding, **column.extra, **places})
        if column.summary:
            shown["summary"] = column.summary
        described.append(shown)
    return described, b"".join(pieces)
