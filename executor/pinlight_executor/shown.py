"""A digest of what a block showed, equal for the same elements however their text was cut into frames."""

from __future__ import annotations

import hashlib
import re
from typing import Any, Iterable

from .wire import encode_json

# Where objects lie in memory differs between any two processes.
_ADDRESS = re.compile(rb"0x[0-9a-f]{6,}")


class Shown:
    """Elements are added in order, or take others' places; texts of one stream in a row count as one."""

    def __init__(self) -> None:
        # Of each element its name, when it has one, and its digest.
        self._elements: list[tuple[str | None, bytes]] = []
        self._kind = ""
        self._text: list[bytes] = []

    def clear(self) -> None:
        """What was shown so far is void."""
        self._elements.clear()
        self._text.clear()
        self._kind = ""

    def add_text(self, kind: str, text: str) -> None:
        if kind != self._kind:
            self._close()
            self._kind = kind
        self._text.append(text.encode("utf-8", "replace"))

    def add_display(
        self, kind: str, body: bytes, payload: str = "", id: str | None = None, update: str | None = None
    ) -> None:
        """`body`: the bundle as `encode_json` writes it; `payload`: the digest of what travels beside it.

        `update`: takes the places of the displays of that id, when there are any.
        """
        self._close()
        found = _digest(kind, body + payload.encode())
        places = [place for place, (name, _) in enumerate(self._elements) if update is not None and name == update]
        for place in places:
            self._elements[place] = (update, found)
        if not places:
            self._elements.append((id if update is None else update, found))

    def digest(self) -> str:
        self._close()
        return hashlib.blake2b(b"".join(found for _, found in self._elements), digest_size=16).hexdigest()

    def _close(self) -> None:
        if self._text:
            self._elements.append((None, _digest(self._kind, b"".join(self._text))))
            self._text.clear()
        self._kind = ""


def _digest(kind: str, data: bytes) -> bytes:
    return hashlib.blake2b(kind.encode() + b" " + _ADDRESS.sub(b"0x", data), digest_size=16).digest()


def digest_of_payload(payload: bytes | memoryview) -> str:
    """Of what travels beside a bundle; "" for nothing."""
    return hashlib.sha256(payload).hexdigest() if payload else ""


def digest_of(elements: Iterable[dict[str, Any]]) -> str:
    """Of elements as an audit collects them: {"kind", "text"} or {"kind", "bundle", "payload"?}."""
    shown = Shown()
    for element in elements:
        if "bundle" in element:
            shown.add_display(element["kind"], encode_json(element["bundle"]), element.get("payload", ""))
        else:
            shown.add_text(element["kind"], element["text"])
    return shown.digest()
