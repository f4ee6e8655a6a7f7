"""Folium: the map as its page. Its scripts and tiles come from the network, where the reader's page allows that."""

from __future__ import annotations

from typing import Any

from ..guard import attempt
from ..protocol import Shown, method_of
from .stable_ids import with_stable_ids


def show(value: Any, _renderers: Any) -> Shown | None:
    if method_of(value, "get_root") is None or method_of(value, "_repr_html_") is None:
        return None
    shown = Shown(data={"text/plain": f"<folium {type(value).__name__}>"})
    page, failure = attempt(lambda: with_stable_ids(str(value.get_root().render())))
    if failure is None:
        shown.data["text/html"] = page
    else:
        shown.notes.append(f"render {failure}")
    return shown
