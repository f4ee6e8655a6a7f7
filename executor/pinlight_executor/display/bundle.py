"""A value's MIME bundle: what its library or its own display methods give, cut to what may travel, and text always."""

from __future__ import annotations

import base64
import json
from typing import Any, Callable, Iterable

from . import libraries
from .guard import name_of
from .pretty import pretty
from .protocol import own_bundle
from .python_values import describe
from .tree import TREE_MIME

# What a whole bundle may take as JSON: one element of a result has 8 MiB.
MAX_BUNDLE_BYTES = 8 * 1024 * 1024 - 64 * 1024
METADATA_MIME = "application/vnd.pinlight.metadata+json"

# Turns values of one library into bundles; returns None for every other value.
Renderer = Callable[[Any], "dict[str, Any] | None"]


class Bundle(dict[str, Any]):
    """{mime: text or JSON}; images as base64 text. `payload`: bytes that travel beside it, for a table's columns."""

    payload: bytes = b""


def bundle_of(value: Any, renderers: tuple[Renderer, ...] = ()) -> Bundle:
    """Everything that shows a value, richest forms included. Raises nothing but KeyboardInterrupt.

    A form that fails is left out; when no rich form is left, the text says why.
    """
    found: dict[str, Any] = {}
    notes: list[str] = []
    for renderer in renderers:
        try:
            found.update(renderer(value) or {})
        except Exception as error:
            found["text/plain"] = f"<{type(value).__name__}: it could not be drawn: {name_of(error)}>"
    payload = b""
    # A class has these methods too, but they are its instances' business.
    if not found and not isinstance(value, type):
        shown = libraries.bundle(value, renderers)
        shown = own_bundle(value) if shown is None else shown
        found, notes, payload = shown.data, shown.notes, shown.payload
        if shown.metadata:
            found[METADATA_MIME] = shown.metadata
    if not found.keys() - {METADATA_MIME}:
        found = {**describe(value), **found}
    return sealed(found, value, notes, payload)


def sealed(found: dict[str, Any], value: Any, notes: Iterable[str] = (), payload: bytes = b"") -> Bundle:
    """The bundle as it travels: bytes as base64, nothing that is no JSON, text always, not over the limit."""
    bundle, notes = Bundle(), list(notes)
    bundle.payload = payload
    for mime, data in found.items():
        kept = travelling(mime, data)
        if kept is not None:
            bundle[str(mime)[:200]] = kept
        elif data is not None:
            notes.append(f"{mime} left out: it is {type(data).__name__}, which cannot travel as {_wanted(mime)}")
    if "text/plain" not in bundle:
        bundle["text/plain"] = pretty(value)
    rich = bundle.keys() - {"text/plain", METADATA_MIME, TREE_MIME}
    if rich:
        notes = []
    over = _drop_largest(bundle)
    if over:
        notes.append(f"{', '.join(over)} left out: larger than {MAX_BUNDLE_BYTES // 1024**2 + 1} MiB")
    if notes:
        bundle["text/plain"] += "".join(f"\n[{note}]" for note in notes)
    return bundle


def travelling(mime: str, data: Any) -> Any:
    """Bytes as base64 text, text and JSON as they are, None for what cannot travel."""
    if isinstance(data, (bytes, bytearray, memoryview)):
        return base64.b64encode(bytes(data)).decode("ascii")
    if isinstance(data, str):
        return str.__str__(data)
    if not _is_json(mime):
        return None
    try:
        # NaN and Infinity are no JSON.
        return json.loads(json.dumps(data, allow_nan=False))
    except (TypeError, ValueError, RecursionError, MemoryError):
        return None


def _is_json(mime: str) -> bool:
    kind = str(mime)
    return not kind.startswith(("text/", "image/", "audio/", "video/"))


def _wanted(mime: str) -> str:
    return "JSON" if _is_json(mime) else "text"


def _drop_largest(bundle: Bundle) -> list[str]:
    """Takes the largest forms away until the rest is within the limit; returns their names."""
    sizes = {mime: _size(data) for mime, data in bundle.items() if mime != "text/plain"}
    total = sum(sizes.values()) + _size(bundle["text/plain"])
    dropped = []
    while total > MAX_BUNDLE_BYTES and sizes:
        mime = max(sizes, key=lambda one: sizes[one])
        total -= sizes.pop(mime)
        del bundle[mime]
        dropped.append(mime)
    return dropped


def _size(data: Any) -> int:
    """Bytes of the data as JSON, or a little more."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    escaped = text.count('"') + text.count("\\") + text.count("\n") if isinstance(data, str) else 0
    return (len(text) if text.isascii() else len(text.encode("utf-8", "replace"))) + escaped + 16
