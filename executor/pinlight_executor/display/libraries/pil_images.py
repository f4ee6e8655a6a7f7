"""Pillow: a picture as PNG, made smaller when nobody could see all of it."""

from __future__ import annotations

import io
import sys
from typing import Any

from ..guard import attempt
from ..protocol import Shown, own_bundle

MAX_SIDE = 2400
_PNG_MODES = {"1", "L", "LA", "I", "I;16", "P", "RGB", "RGBA"}


def show(value: Any, _renderers: Any) -> Shown | None:
    kind: Any = getattr(sys.modules.get("PIL.Image"), "Image", ())
    if not isinstance(value, kind):
        return None
    width, height = value.size
    shown = Shown(data={"text/plain": f"<{type(value).__name__} {width}x{height} {value.mode}>"})
    picture, failure = attempt(lambda: _png(value))
    if failure is None:
        shown.data["image/png"] = picture
        return shown
    found = own_bundle(value)
    found.data.setdefault("text/plain", shown.data["text/plain"])
    return found


def _png(image: Any) -> bytes:
    if max(image.size) > MAX_SIDE:
        image = image.copy() if image.mode in _PNG_MODES - {"P", "1"} else image.convert("RGBA")
        image.thumbnail((MAX_SIDE, MAX_SIDE))
    if image.mode not in _PNG_MODES:
        image = image.convert("RGBA" if image.mode in ("PA", "RGBa", "La") else "L" if image.mode == "F" else "RGB")
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    return buffer.getvalue()
