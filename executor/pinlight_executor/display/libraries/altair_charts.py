"""Altair: the chart as its Vega-Lite specification; as a picture too where the converter that altair uses is installed."""

from __future__ import annotations

import importlib.util
import io
import re
import sys
from typing import Any

from ..guard import attempt
from ..protocol import Shown


def show(value: Any, _renderers: Any) -> Shown | None:
    altair: Any = sys.modules.get("altair")
    kind: Any = getattr(altair, "TopLevelMixin", ())
    if not isinstance(value, kind):
        return None
    shown = Shown()
    specification, failure = attempt(lambda: value.to_dict())
    if failure is not None:
        shown.notes.append(f"to_dict {failure}")
        return shown
    version = re.search(r"/v(\d+)", str(specification.get("$schema", "")))
    major = version.group(1) if version else "5"
    shown.data[f"application/vnd.vegalite.v{major}+json"] = specification
    shown.data["text/plain"] = f"<altair {type(value).__name__}: Vega-Lite {major}>"
    if importlib.util.find_spec("vl_convert") is not None:
        picture, failure = attempt(lambda: _drawn(value))
        if failure is None:
            shown.data["image/svg+xml"] = picture
    return shown


def _drawn(chart: Any) -> str:
    page = io.StringIO()
    chart.save(page, format="svg")
    return page.getvalue()
