"""From frames back to what a block shows: a list of elements, texts of one stream in a row joined."""

from __future__ import annotations

import json
from typing import Any

from .wire import Frame


def add_element(elements: list[dict[str, Any]], frame: Frame) -> None:
    """Appends what an `output` or `display` frame shows: `{"kind", "text"}` or `{"kind", "bundle"}`."""
    if frame.head["type"] == "display":
        elements.append({"kind": frame.head["kind"], "bundle": json.loads(frame.body)})
        return
    kind, text = frame.head["stream"], frame.body.decode("utf-8", "replace")
    if elements and elements[-1]["kind"] == kind:
        elements[-1]["text"] += text
    else:
        elements.append({"kind": kind, "text": text})
