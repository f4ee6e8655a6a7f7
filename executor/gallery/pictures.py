"""Two PNG pictures as a reader sees them: the same bytes, the same pixels, or how many pixels differ."""

from __future__ import annotations

import base64
import io
from typing import Any


def picture_difference(ours: str, theirs: str) -> str | None:
    """Of two base64 texts: None for the same pixels, else what differs. Raises ImportError without Pillow."""
    if ours == theirs:
        return None
    # Where there are pictures, there is matplotlib, and with it Pillow.
    from PIL import Image, ImageChops

    one, other = _open(Image, ours), _open(Image, theirs)
    if one.size != other.size:
        return f"{one.size[0]}x{one.size[1]} pixels instead of {other.size[0]}x{other.size[1]}"
    apart = ImageChops.difference(one, other)
    bands = apart.split()
    most = max(band.getextrema()[1] for band in bands)
    if most == 0:
        return None
    any_band = bands[0]
    for band in bands[1:]:
        any_band = ImageChops.lighter(any_band, band)
    differing = one.size[0] * one.size[1] - any_band.histogram()[0]
    return f"{differing} of {one.size[0] * one.size[1]} pixels differ, by {most} of 255 at most"


def _open(image: Any, text: str) -> Any:
    return image.open(io.BytesIO(base64.b64decode(text))).convert("RGBA")
