"""From frames back to what a block shows: a list of elements, texts of one stream in a row joined."""

from __future__ import annotations

import json
from typing import Any

from .shown import digest_of_payload
from .wire import Frame


def add_element(elements: list[dict[str, Any]], frame: Frame) -> None:
    """Takes an `output`, `display` or `clear` frame: appends `{"kind", "text"}` or `{"kind", "bundle"}`, or changes the list.

    A display that has a name keeps it as `id`; `payload` is the digest of what travelled beside a bundle.
    """
    if frame.head["type"] == "clear":
        elements.clear()
    elif frame.head["type"] == "display":
        _add_display(elements, frame)
    else:
        kind, text = frame.head["stream"], frame.body.decode("utf-8", "replace")
        if elements and elements[-1]["kind"] == kind:
            elements[-1]["text"] += text
        else:
            elements.append({"kind": kind, "text": text})


def _add_display(elements: list[dict[str, Any]], frame: Frame) -> None:
    at = len(frame.body) - frame.head.get("payload", 0)
    found: dict[str, Any] = {"kind": frame.head["kind"], "bundle": json.loads(frame.body[:at])}
    if at < len(frame.body):
        found["payload"] = digest_of_payload(memoryview(frame.body)[at:])
    update = frame.head.get("update")
    id = frame.head.get("id", update)
    if id is not None:
        found["id"] = id
    places = [place for place, element in enumerate(elements) if update is not None and element.get("id") == update]
    for place in places:
        elements[place] = {**found, "kind": elements[place]["kind"]}
    if not places:
        elements.append(found)
