"""A value's MIME bundle, by Python's display protocol: `_repr_mimebundle_`, `_repr_html_` and so on, text always."""

from __future__ import annotations

import base64
import json
from typing import Any, Callable

from .pretty import pretty

MAX_VALUE_BYTES = 16 * 1024 * 1024
_METHODS = {
    "_repr_html_": "text/html",
    "_repr_markdown_": "text/markdown",
    "_repr_svg_": "image/svg+xml",
    "_repr_png_": "image/png",
    "_repr_jpeg_": "image/jpeg",
    "_repr_latex_": "text/latex",
    "_repr_json_": "application/json",
}

# Turns values of one library into bundles; returns None for every other value.
Renderer = Callable[[Any], "dict[str, Any] | None"]


def bundle_of(value: Any, renderers: tuple[Renderer, ...] = ()) -> dict[str, Any]:
    """{mime: text or JSON}; images as base64 text. A representation that raises is left out."""
    bundle: dict[str, Any] = {}
    for renderer in renderers:
        try:
            bundle.update(renderer(value) or {})
        except Exception as error:
            bundle["text/plain"] = f"<{type(value).__name__}: it could not be drawn: {type(error).__name__}: {error}>"
    # A class has these methods too, but they are its instances' business.
    if not isinstance(value, type):
        bundle = {**_own_bundle(value), **_own_methods(value), **bundle}
    bundle = {mime: kept for mime, data in bundle.items() if (kept := _travelling(data)) is not None}
    oversized = [mime for mime, data in bundle.items() if _size(data) > MAX_VALUE_BYTES]
    for mime in oversized:
        del bundle[mime]
    if "text/plain" not in bundle:
        bundle["text/plain"] = pretty(value)
    if oversized:
        limit = MAX_VALUE_BYTES // 1024**2
        bundle["text/plain"] += f"\n[{', '.join(oversized)} left out: larger than {limit} MiB]"
    return bundle


def _own_bundle(value: Any) -> dict[str, Any]:
    method = _method(value, "_repr_mimebundle_")
    if method is None:
        return {}
    try:
        found = method(include=None, exclude=None)
    except TypeError:
        found = _called(method)
    except Exception:
        return {}
    # A library may answer with (data, metadata).
    data = found[0] if isinstance(found, tuple) and found else found
    return {str(mime): part for mime, part in data.items()} if isinstance(data, dict) else {}


def _own_methods(value: Any) -> dict[str, Any]:
    bundle = {}
    for name, mime in _METHODS.items():
        method = _method(value, name)
        found = _called(method) if method is not None else None
        if isinstance(found, tuple) and found:
            found = found[0]
        if found is not None:
            bundle[mime] = found
    return bundle


def _method(value: Any, name: str) -> Callable[..., Any] | None:
    """A display method that the class defines, or the instance; not one that `__getattr__` makes up for any name."""
    try:
        if getattr(value, "_pinlight_no_such_name_", None) is not None:
            return None
        method = getattr(value, name, None)
    except Exception:
        return None
    return method if callable(method) else None


def _called(method: Callable[[], Any]) -> Any:
    try:
        return method()
    except Exception:
        return None


def _travelling(data: Any) -> Any:
    """Bytes as base64 text, text and JSON as they are, None for what cannot travel."""
    if isinstance(data, (bytes, bytearray, memoryview)):
        return base64.b64encode(bytes(data)).decode("ascii")
    if isinstance(data, str):
        return str(data)
    try:
        # NaN and Infinity are no JSON: what holds them travels as text instead.
        return json.loads(json.dumps(data, allow_nan=False))
    except Exception:
        return None


def _size(data: Any) -> int:
    return len(data) if isinstance(data, str) else len(json.dumps(data))
