"""Plotly: the figure as its own JSON, and as a page that needs no network."""

from __future__ import annotations

import json
import sys
from typing import Any

from ..guard import attempt
from ..protocol import Shown, method_of
from .scripts import inline_script

# Plotly's default look is made for white paper. On a dark page what it colours by itself is light on no ground; what the
# document chose (a template of its own, a background) stays.
_AT_NIGHT = (
    "const t=f.layout?.template?.layout;"
    "if(document.documentElement.dataset.theme==='dark'&&t?.paper_bgcolor==='white'&&!f.layout.paper_bgcolor){"
    "const line={gridcolor:'#2a2f35',linecolor:'#68707b',zerolinecolor:'#68707b'};"
    "Object.assign(t,{paper_bgcolor:'rgba(0,0,0,0)',plot_bgcolor:'rgba(0,0,0,0)',font:{...t.font,color:'#e9ebee'},"
    "xaxis:{...t.xaxis,...line},yaxis:{...t.yaxis,...line}})}"
)
PLOTLY_MIME = "application/vnd.plotly.v1+json"


def show(value: Any, _renderers: Any) -> Shown | None:
    base = getattr(sys.modules.get("plotly.basedatatypes"), "BaseFigure", ())
    if not isinstance(value, base) or method_of(value, "to_json") is None:
        return None
    shown = Shown()
    text, failure = attempt(lambda: str(value.to_json()))
    if failure is not None:
        shown.notes.append(f"to_json {failure}")
        return shown
    figure = json.loads(text)
    shown.data[PLOTLY_MIME] = figure
    shown.data["text/plain"] = f"<plotly {type(value).__name__}: {_traces(figure)}>"
    offline = sys.modules.get("plotly.offline")
    library, failure = attempt(lambda: (offline or __import__("plotly.offline").offline).get_plotlyjs())
    if failure is None:
        shown.data["text/html"] = _page(figure, text, library)
    return shown


def _traces(figure: dict[str, Any]) -> str:
    kinds = [str(trace.get("type", "scatter")) for trace in figure.get("data", [])]
    names = ", ".join(dict.fromkeys(kinds))
    return f"{len(kinds)} trace{'' if len(kinds) == 1 else 's'}{f' ({names})' if names else ''}"


def _page(figure: dict[str, Any], text: str, library: str) -> str:
    layout = figure.get("layout") or {}
    height = layout.get("height") or 450
    # A closing tag inside a text would end the script.
    data = text.replace("</", "<\\/").replace("<!--", "<\\!--")
    draw = f"const f={data};{_AT_NIGHT}Plotly.newPlot('plot',f.data,f.layout,{{responsive:true,displaylogo:false}})"
    return (
        f'<div id="plot" style="width:100%;height:{int(height)}px"></div>'
        f'<script type="text/pinlight-after">{{{draw}}}</script>{inline_script("plotly", library)}'
    )
