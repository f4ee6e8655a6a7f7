"""Bokeh: a plot as a page that needs no network."""

from __future__ import annotations

import sys
from typing import Any

from ..guard import attempt
from ..protocol import Shown
from .stable_ids import with_stable_ids


def show(value: Any, _renderers: Any) -> Shown | None:
    # What can be laid out in a page; other models are described by their own methods.
    element = getattr(sys.modules.get("bokeh.models"), "LayoutDOM", None)
    if element is None or not isinstance(value, element):
        return None
    shown = Shown(data={"text/plain": f"<bokeh {type(value).__name__}>"})
    page, failure = attempt(lambda: _page(value))
    if failure is None:
        shown.data["text/html"] = page
    else:
        shown.notes.append(f"file_html {failure}")
    return shown


def _page(value: Any) -> str:
    embed: Any = sys.modules["bokeh.embed"]
    resources: Any = sys.modules["bokeh.resources"]
    return with_stable_ids(embed.file_html(value, resources=resources.INLINE, title=""))
