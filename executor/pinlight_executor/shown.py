"""A digest of what a block showed, equal for the same elements however their text was cut into frames."""

from __future__ import annotations

import hashlib
import re
from typing import Any, Iterable

from .wire import encode_json

# Where objects lie in memory differs between any two processes.
_ADDRESS = re.compile(rb"0x[0-9a-f]{6,}")


class Shown:
    """Elements are added in order; texts of one stream in a row count as one."""

    def __init__(self) -> None:
        self._hash = hashlib.blake2b(digest_size=16)
        self._kind = ""
        self._text: list[bytes] = []

    def add_text(self, kind: str, text: str) -> None:
        if kind != self._kind:
            self._close()
            self._kind = kind
        self._text.append(text.encode("utf-8", "replace"))

    def add_display(self, kind: str, body: bytes) -> None:
        """`body`: the bundle as `encode_json` writes it."""
        self._close()
        self._put(kind, body)

    def digest(self) -> str:
        self._close()
        return self._hash.hexdigest()

    def _close(self) -> None:
        if self._text:
            self._put(self._kind, b"".join(self._text))
            self._text.clear()
        self._kind = ""

    def _put(self, kind: str, data: bytes) -> None:
        data = _ADDRESS.sub(b"0x", data)
        self._hash.update(b"%s %d:" % (kind.encode(), len(data)) + data)


def digest_of(elements: Iterable[dict[str, Any]]) -> str:
    """Of elements as an audit collects them: {"kind", "text"} or {"kind", "bundle"}."""
    shown = Shown()
    for element in elements:
        if "bundle" in element:
            shown.add_display(element["kind"], encode_json(element["bundle"]))
        else:
            shown.add_text(element["kind"], element["text"])
    return shown.digest()
